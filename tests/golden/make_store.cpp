// Writes the golden store of a release: saldo_golden_store tests/golden/stores/VERSION

#include <cstdio>

#include "tests/golden/golden_store.hpp"

int main(int argc, char** argv) {
    if (argc != 2 || std::filesystem::exists(argv[1])) {
        std::fprintf(stderr, "saldo_golden_store FOLDER: a folder that is not there yet\n");
        return 2;
    }
    const auto written = saldo::test::write_golden(argv[1]);
    if (written) return 0;
    std::fprintf(stderr, "%s\n", written.error().what.c_str());
    return 1;
}
