#pragma once

#include <filesystem>

namespace saldo::test {

/// The tree that the tests were built from. Data that CI lays beside it is skipped where it is
/// missing.
std::filesystem::path source_folder();
/// A program of this build: "saldo-hub".
std::filesystem::path program(const char* name);

}  // namespace saldo::test
