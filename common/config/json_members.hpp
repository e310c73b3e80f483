#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/base/result.hpp"

namespace saldo::config {

/// Reads the members of one JSON object: each is asked for once, and what nobody asked for is an
/// error. The first fault stands; after it every answer is empty.
class JsonMembers {
public:
    /// `what` begins every sentence ("join bundle"); `where` is the path to this object ("hub.").
    JsonMembers(const boost::json::object& object, std::string what, std::string where = {})
        : object_{object}, what_{std::move(what)}, where_{std::move(where)} {}

    std::string text(std::string_view name, bool required = true) {
        const boost::json::value* value = take(name, required);
        if (value == nullptr) return {};
        if (!value->is_string()) {
            fail(name, "must be a text");
            return {};
        }
        const boost::json::string& found = value->get_string();
        return {found.data(), found.size()};
    }
    std::int64_t number(std::string_view name) {
        const boost::json::value* value = take(name, true);
        if (value != nullptr && value->is_int64()) return value->get_int64();
        if (value != nullptr) fail(name, "must be a whole number");
        return 0;
    }
    /// An empty object where there is none, so that reading may go on to finish().
    const boost::json::object& object(std::string_view name) {
        static const boost::json::object none;
        const boost::json::value* value = take(name, true);
        if (value != nullptr && value->is_object()) return value->get_object();
        if (value != nullptr) fail(name, "must be an object");
        return none;
    }
    void fail(std::string_view name, std::string_view why) {
        if (!error_) error_ = malformed(fmt::format("{}: {}{} {}", what_, where_, name, why));
    }
    /// Nothing when all was well and every member was asked for.
    std::optional<Error> finish() {
        if (!error_ && asked_ != object_.size()) {
            error_ = malformed(
                fmt::format("{}: {}… has a member that this version does not know", what_, where_));
        }
        return error_;
    }

private:
    const boost::json::value* take(std::string_view name, bool required) {
        const boost::json::value* value = object_.if_contains(name);
        if (value != nullptr) ++asked_;
        if (value == nullptr && required) fail(name, "is missing");
        return value;
    }

    const boost::json::object& object_;
    std::string what_;
    std::string where_;
    std::size_t asked_ = 0;
    std::optional<Error> error_;
};

inline std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string{text.data(), text.size()});
}

}  // namespace saldo::config
