"""Pictures of the real program: ``python -m tests.screenshots OUT [--quick]``.

Opens the built-in sample in the real window, trains it with the real engine, and writes every view in
light, dark and Korean at three sizes. Everything goes to a temporary project; nothing is remembered.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = ((1280, 800), (1440, 900), (2560, 1440))
LOOKS = (("light", "en"), ("dark", "en"), ("light", "ko"), ("dark", "ko"))
README = {
    ("start", "light", "en"): "start",
    ("training", "light", "en"): "training",
    ("finished-instruments", "light", "en"): "finished",
    ("finished-instruments", "dark", "en"): "dark",
    ("finished-instruments", "light", "ko"): "korean",
    ("finished-explore", "light", "en"): "explore",
    ("finished-explore", "dark", "en"): "explore-dark",
    ("explore-curves", "light", "en"): "curves",
    ("explore-curves", "dark", "en"): "curves-dark",
    ("explore-map", "light", "en"): "map",
    ("explore-map", "dark", "en"): "map-dark",
    ("explore-full", "light", "en"): "full",
    ("explore-full", "dark", "en"): "full-dark",
}
"""The ones in ``resources/screenshots/``, by view, scheme and language."""

PASSES = 20  # a change of language asks for a layout, which asks for another
VIEWS = ("instruments", "data", "model", "train", "explore", "export", "use", "label", "runs")


def main() -> int:
    """Write the pictures; returns the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("out", type=Path)
    words.add_argument("--readme", action="store_true", help="only those of resources/screenshots")
    words.add_argument("--quick", action="store_true", help="1440x900 and 1280x800, light and dark, only")
    chosen = words.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("GRAFT_PROJECTS", "GRAFT_LOGS", "XDG_CONFIG_HOME"):
            os.environ[name] = f"{folder}/{name.lower()}"
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # The offscreen platform reports sizes hints it cannot pass on; nothing of that is ours.
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
        os.environ["GRAFT_PROJECTS"] = f"{folder}/Graft"
        Photographer(chosen.out, quick=chosen.quick, readme=chosen.readme).work()
    return 0


class Photographer:
    """Walks the window through a run and photographs what it shows."""

    def __init__(self, out: Path, *, quick: bool, readme: bool) -> None:
        from desktop.app import make_application
        from desktop.main_window import MainWindow

        self.out = out
        self.readme = readme
        self.sizes = SIZES[1:2] if readme else SIZES[:2] if quick else SIZES
        self.looks = LOOKS[:2] if quick else LOOKS
        self.app = make_application()
        self.window = MainWindow()
        self.window.resize(1440, 900)
        self.window.show()
        self.until(lambda: self.window._bench is not None)

    def work(self) -> None:
        """All stations."""
        self.shoot_all("start")
        bench = self.window.bench
        self.window.open_sample()
        self.until(lambda: bench.project is not None)
        self.settle()
        self.shoot_all("opened")
        self.until(lambda: "Loading" not in self.window.road.hardware.text())
        for recipe, stop in (("balanced", "training"), ("quick", "")):
            bench.model.recipes.button(recipe).click()
            self.train(stop)
        self.settle(2.0)
        self.finished()
        self.window.close()

    def train(self, stop_to_shoot: str) -> None:
        """Train; in the midst of it hold, photograph and stop when asked."""
        bench = self.window.bench
        bench.model.train.click()
        if stop_to_shoot:
            self.until(lambda: len(bench.training.record.epochs) >= 7)
            self.shoot_all(stop_to_shoot)
            bench.controller.stop()
        self.until(lambda: bench.controller.state == "idle")

    def finished(self) -> None:
        """Every view of the finished run."""
        bench = self.window.bench
        bench.export.rows["onnx"].box.setChecked(True)
        done: list[bool] = []
        bench.export.finished.connect(lambda: done.append(True))
        bench.export.start()
        self.until(lambda: bool(done))
        for view in VIEWS:
            self.window.show_view("export" if view == "use" else view)
            bench.take_or_use.show_side("use" if view == "use" else "take")
            self.settle()
            if view == "use":
                assert bench.run is not None
                bench.predict.label([Path(one["path"]) for one in bench.run.split()["validation"][:60]])
                self.settle(4.0)
            if view == "label":
                bench.label_pictures()
                self.settle(4.0)
            if view == "runs":
                bench.runs.table.selectAll()
                bench.runs.compare.click()
                self.until(lambda: bench.runs.compare_view is not None)
            self.shoot_all(f"finished-{view}")
        self.explore()
        self.window.show_view("model")
        self.window.help.show_section("learning-rate")
        self.shoot_all("guide")
        assert self.window.help.dock is not None
        self.window.help.dock.close()

    def explore(self) -> None:
        """The pages beside the gallery, and a picture in full size."""
        gallery = self.window.bench.gallery
        self.window.show_view("explore")
        for page, shown in (("curves", gallery.figures.curves), ("map", gallery.figures.map)):
            gallery.figures.show_page(page)
            self.until(shown.isVisible)
            self.settle(2.0)
            self.shoot_all(f"explore-{page}")
        gallery.figures.show_page("matrix")
        gallery.open_picture(0)
        self.settle(2.0)
        self.shoot_all("explore-full")

    def shoot_all(self, name: str) -> None:
        """One view in every look and size."""
        from desktop import i18n, theme

        for scheme, language in self.looks:
            key = (name, scheme, language)
            if self.readme and key not in README:
                continue
            theme.set_scheme(scheme)
            i18n.use(language)
            for width, height in self.sizes:
                self.window.resize(width, height)
                self.settle(0.4)
                own = f"{name}-{scheme}-{language}-{width}x{height}"
                path = self.out / f"{README[key] if self.readme else own}.png"
                self.window.grab().save(str(path))
        theme.set_scheme("light")
        i18n.use("en")

    def until(self, ready: Callable[[], bool], seconds: float = 300.0) -> None:
        """Let the window live until ``ready``."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError
            self.app.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 1.0) -> None:
        """Let thumbnails and layouts come to rest: on a busy machine time alone is too little."""
        end = time.monotonic() + seconds
        for _ in range(PASSES):
            self.app.processEvents()
        self.until(lambda: time.monotonic() > end)


if __name__ == "__main__":
    sys.exit(main())
