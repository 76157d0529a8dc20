# SPDX-License-Identifier: Apache-2.0
import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy


class Tyto(ConanFile):
    """Headers and the bundled model; tyto-convert is a program of its own (docs/packaging.md)."""

    name = "tyto"
    version = "0.1.0"
    license = "Apache-2.0"
    description = "Keyword spotting for microcontrollers: header-only neural networks in C++20"
    topics = ("keyword-spotting", "wake-word", "neural-network", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    exports_sources = "include/*", "models/*", "LICENSE"
    no_copy_source = True

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*", os.path.join(self.source_folder, "include"),
             os.path.join(self.package_folder, "include"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "models"),
             os.path.join(self.package_folder, "include"), keep_path=False)

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "tyto")
        self.cpp_info.set_property("cmake_target_name", "tyto::tyto")
        self.cpp_info.set_property("pkg_config_name", "tyto")
