#pragma once

#include "hub/log/log_store.hpp"

namespace saldo::test {

/// A log that hands everything on to another: tests override what they want to be wrong.
class LogProxy : public hub::LogStore {
public:
    explicit LogProxy(hub::LogStore& log) : log_{log} {}
    Result<LogPosition> append(LogPosition expected, std::span<const hub::NewEntry> entries,
                               std::span<const hub::StreamHead> heads) override {
        return log_.append(expected, entries, heads);
    }
    Result<void> read(LogPosition from,
                      const std::function<bool(const hub::EntryView&)>& visit) const override {
        return log_.read(from, visit);
    }
    Result<LogPosition> end() const override { return log_.end(); }
    Result<Digest> head_hash() const override { return log_.head_hash(); }
    Result<std::optional<LogPosition>> entry_at(const hub::StreamPlace& place) const override {
        return log_.entry_at(place);
    }
    Result<std::vector<hub::StreamHead>> heads() const override { return log_.heads(); }
    Result<std::optional<Bytes>> named_value(std::string_view name) const override {
        return log_.named_value(name);
    }
    Result<void> set_named_value(std::string_view name, ByteView value) override {
        return log_.set_named_value(name, value);
    }

protected:
    hub::LogStore& log_;
};

}  // namespace saldo::test
