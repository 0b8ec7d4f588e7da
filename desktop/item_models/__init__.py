"""Qt item models over plain data, and the thumbnails that grids of them show."""
