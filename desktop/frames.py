"""Where live pictures come from: a webcam, or anything else that gives frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Slot
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoSink

Arrived = Callable[[], None]
Failed = Callable[[str, str], None]


class FrameSource(Protocol):
    """Gives the latest frame; those nobody had time for are never kept."""

    def start(self, arrived: Arrived, failed: Failed) -> None:
        """Begin: ``arrived()`` at each new frame, ``failed(message, hint)`` when there will be none."""

    def latest(self) -> QImage | None:
        """The frame of now, upright; None before the first."""

    def stop(self) -> None:
        """Let the camera go. Safe to call twice."""


class Webcam(QObject):
    """The system's default camera, by QtMultimedia, which is imported only here and only when started."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None
        self._arrived: Arrived | None = None
        self._failed: Failed | None = None

    def start(self, arrived: Arrived, failed: Failed) -> None:
        """See :class:`FrameSource`."""
        self.stop()
        self._arrived, self._failed = arrived, failed
        system = QCoreApplication.instance()
        # macOS shows a camera to nobody who has not asked; Linux answers at once.
        if system is not None and self._permission() == Qt.PermissionStatus.Undetermined:
            system.requestPermission(QCameraPermission(), self, self._on_answered)
        else:
            self._on_answered()

    @staticmethod
    def _permission() -> Qt.PermissionStatus:
        """Whether the system lets this program use the camera."""
        system = QCoreApplication.instance()
        return Qt.PermissionStatus.Granted if system is None else system.checkPermission(QCameraPermission())

    def _on_answered(self, *_permission: object) -> None:
        """The system has said whether the camera may be used: here, or when the person has answered."""
        if self._failed is None or self._camera is not None:
            return  # stopped meanwhile, or asked twice
        if self._permission() == Qt.PermissionStatus.Granted:
            self._open(self._failed)
            return
        self._failed(
            QCoreApplication.translate("Webcam", "Graft may not use the camera."),
            QCoreApplication.translate(
                "Webcam", "Allow it in the system's settings under Privacy, Camera, then try again."
            ),
        )

    def _open(self, failed: Failed) -> None:
        try:
            from PySide6 import QtMultimedia
        except ImportError as error:
            failed(
                QCoreApplication.translate("Webcam", "The webcam cannot be used here: {0}.").format(error),
                QCoreApplication.translate(
                    "Webcam",
                    "Install the sound and video libraries of your system that Qt needs. Pictures and "
                    "folders work without them.",
                ),
            )
            return
        camera = QtMultimedia.QMediaDevices.defaultVideoInput()
        if camera.isNull():
            failed(
                QCoreApplication.translate("Webcam", "There is no camera."),
                QCoreApplication.translate("Webcam", "Connect one, then try again."),
            )
            return
        self._camera = QtMultimedia.QCamera(camera, self)
        self._sink = QtMultimedia.QVideoSink(self)
        self._session = QtMultimedia.QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._camera.errorOccurred.connect(self._on_error)
        self._camera.start()

    def latest(self) -> QImage | None:
        """See :class:`FrameSource`."""
        frame = self._sink.videoFrame() if self._sink is not None else None
        if frame is None or not frame.isValid():
            return None
        image = frame.toImage()
        return None if image.isNull() else image

    def stop(self) -> None:
        """See :class:`FrameSource`."""
        if self._camera is not None:
            self._camera.stop()
        for part in (self._session, self._camera, self._sink):
            if part is not None:
                part.deleteLater()
        self._camera = self._session = self._sink = self._arrived = self._failed = None

    @Slot()
    def _on_frame(self) -> None:
        if self._arrived is not None:
            self._arrived()

    @Slot()
    def _on_error(self) -> None:
        if self._failed is not None and self._camera is not None and self._camera.errorString():
            self._failed(
                QCoreApplication.translate("Webcam", "The camera stopped: {0}.").format(
                    self._camera.errorString().rstrip(".")
                ),
                QCoreApplication.translate(
                    "Webcam", "Close other programs that use it, and allow Graft to use the camera."
                ),
            )


def pixels_of(image: QImage) -> npt.NDArray[np.uint8]:
    """``image`` as uint8, shape (height, width, 3), RGB, a copy."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width = plain.height(), plain.width()
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    return lines[:, : 3 * width].reshape(height, width, 3).copy()
