#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/words.hpp"

namespace saldo::config {

enum class Kind {
    text,
    path,
    integer,
    boolean,
    tables,  ///< a list of tables, such as several scanners; files only
};

/// One setting. The table of these is the only list: file keys, flags, environment, `--help`, the
/// example file and validation are all made from it.
struct Option {
    std::string_view key;  ///< dotted: "http.listen"; inside `columns` a plain name
    Kind kind = Kind::text;
    std::string_view unit = {};      ///< "MiB", "s", "days"; empty where there is none
    std::string_view standard = {};  ///< the default, as a person would write it; empty = not set
    std::string_view example = {};   ///< stands in the example file instead of the default
    Words help;
    std::int64_t min = 0;  ///< of integers
    std::int64_t max = 0;
    bool required = false;
    std::vector<std::string_view> choices = {};  ///< of texts; empty: any text
    std::vector<Option> columns = {};            ///< of tables
};
using OptionTable = std::vector<Option>;

/// Where a value, or a fault, came from.
struct Origin {
    enum class Source { standard, file, drop_in, environment, flag };
    Source source = Source::standard;
    std::string name = {};   ///< the file, the variable or the flag
    std::size_t line = 0;    ///< from 1; zero outside files
    std::size_t column = 0;  ///< from 1
};
/// "/etc/saldo/hub.toml:7:3", "SALDO_DATA", "--data", "default".
std::string to_text(const Origin& origin, Language language);

/// The settings that hold, each with its origin. Asking for a key that the table lacks is our bug.
class Values {
public:
    const std::string& text(std::string_view key) const;  ///< texts and paths; empty = not set
    std::int64_t integer(std::string_view key) const;
    bool boolean(std::string_view key) const;
    const std::vector<Values>& tables(std::string_view key) const;
    bool is_set(std::string_view key) const;  ///< by anybody: a default counts, an empty text not
    const Origin& origin(std::string_view key) const;
    /// Where this table of a list begins.
    const Origin& start() const { return start_; }

    using Scalar = std::variant<std::monostate, std::string, std::int64_t, bool>;
    void set(std::string_view key, Scalar value, Origin origin);
    void add_table(std::string_view key, Values row, const Origin& origin);
    void set_start(Origin origin) { start_ = std::move(origin); }
    const Scalar& scalar(std::string_view key) const;

private:
    struct Entry {
        Scalar value;
        std::vector<Values> rows;
        Origin origin;
    };
    const Entry& entry(std::string_view key) const;
    std::map<std::string, Entry, std::less<>> entries_;
    Origin start_;
};

/// One thing that is wrong with a configuration.
struct Fault {
    enum class Kind {
        unreadable,    ///< the file is missing or may not be read
        bad_toml,      ///< `found` is what the parser says
        unknown_key,   ///< `nearest` is the key that was probably meant
        wrong_type,    ///< `expected` says which one
        out_of_range,  ///< `expected` says the bounds
        not_a_choice,  ///< `expected` lists them
        missing,       ///< a required key
        repeated,      ///< a name that must be unique stands twice
        inconsistent,  ///< two settings that do not go together; `say` tells which and why
    };
    Kind kind;
    Origin origin;
    std::string key;
    std::string found = {};
    std::string expected = {};
    std::string nearest = {};
    Words say = {};
};
/// One line: origin, what is wrong, what was found, what was expected, what to do.
std::string to_text(const Fault& fault, Language language);

/// Everything that may set a value, weakest first after the defaults.
struct Sources {
    std::string file = {};             ///< empty: none
    bool file_may_be_missing = false;  ///< the standard place, as opposed to --config
    std::string drop_ins = {};         ///< a folder of *.toml, in the order of their names
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< every variable there is
    std::vector<std::pair<std::string, std::string>> flags = {};        ///< key -> text
};

struct Loaded {
    Values values;
    std::vector<Fault> faults;       ///< any of these ends `check` and `run` alike with 78
    std::vector<Fault> warnings;     ///< SALDO_* variables that nobody knows
    std::vector<std::string> files;  ///< that were read, in order
};

/// The one loader: default < file < drop-ins < SALDO_* environment < flag. Lists of tables add up
/// over file and drop-ins; everything else is replaced by the stronger source.
Loaded load(const OptionTable& table, const Sources& sources);

/// "http.listen" -> "SALDO_HTTP_LISTEN".
std::string environment_name(std::string_view key);
/// "http.listen" -> "http-listen".
std::string flag_name(std::string_view key);

/// A whole example file: every key with its unit, default and bounds, commented out.
std::string describe(const OptionTable& table, Words heading);

}  // namespace saldo::config
