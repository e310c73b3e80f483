#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/check.hpp"
#include "common/config/check.hpp"
#include "common/config/scalars.hpp"
#include "common/config/toml_file.hpp"

// A configuration file, whatever it holds: values or faults, and every fault can be told.

namespace {

const saldo::config::OptionTable& table() {
    using namespace saldo::config;
    static const OptionTable options = {
        {.key = "a", .standard = "x", .help = {"a", "a"}, .choices = {"x", "y"}},
        {.key = "b.c",
         .kind = Kind::integer,
         .standard = "5",
         .help = {"c", "c"},
         .min = 1,
         .max = 9},
        {.key = "b.d", .kind = Kind::boolean, .standard = "true", .help = {"d", "d"}},
        {.key = "l",
         .kind = Kind::tables,
         .help = {"l", "l"},
         .columns = {{.key = "name", .help = {"n", "n"}, .required = true},
                     {.key = "p",
                      .kind = Kind::integer,
                      .standard = "1",
                      .help = {"p", "p"},
                      .min = 0,
                      .max = 3}}},
    };
    return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace saldo;
    using namespace saldo::config;
    Loaded loaded;
    set_standard(table(), loaded.values);
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    read_toml_text(table(), text, "fuzz.toml", Origin::Source::file, loaded);
    // What holds is within its bounds, whatever was written.
    SALDO_CHECK(loaded.values.integer("b.c") >= 1 && loaded.values.integer("b.c") <= 9);
    SALDO_CHECK(loaded.values.text("a") == "x" || loaded.values.text("a") == "y");
    for (const Values& row : loaded.values.tables("l")) SALDO_CHECK(row.integer("p") <= 3);
    for (const Fault& fault : loaded.faults) SALDO_CHECK(fault.origin.line >= 1);
    SALDO_CHECK(!report(loaded, Language::es).empty());
    SALDO_CHECK(!effective(table(), loaded.values, Language::en).empty());
    return 0;
}
