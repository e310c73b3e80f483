#include "tests/support/places.hpp"

// The one file that is told where it lies: all others compile alike in every clone, and the
// compiler cache knows them.

namespace saldo::test {

std::filesystem::path source_folder() { return SALDO_SOURCE_DIR; }

std::filesystem::path program(const char* name) {
    return std::filesystem::path{SALDO_BINARY_DIR} / "bin" / name;
}

}  // namespace saldo::test
