#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/domain/fact.hpp"
#include "common/wire/bounded_archive.hpp"

// How days, times, amounts and numbers of pedimentos are laid out, and how long texts may be.

namespace saldo {

template <class Archive>
void save(Archive& archive, const Quantity& q) {
    archive(q.ticks());
}
template <class Archive>
void load(Archive& archive, Quantity& q) {
    std::int64_t ticks = 0;
    archive(ticks);
    q = Quantity::from_ticks(ticks);
}
template <class Archive>
void save(Archive& archive, const Money& m) {
    archive(m.ticks());
}
template <class Archive>
void load(Archive& archive, Money& m) {
    std::int64_t ticks = 0;
    archive(ticks);
    m = Money::from_ticks(ticks);
}
template <class Archive>
void save(Archive& archive, const LocalDate& d) {
    archive(d.days());
}
template <class Archive>
void load(Archive& archive, LocalDate& d) {
    constexpr std::int32_t days_min = -25'567;  // 1900-01-01
    constexpr std::int32_t days_max = 376'199;  // 2999-12-31
    std::int32_t days = 0;
    archive(days);
    if (days < days_min || days > days_max) throw wire::Malformed{"a date is out of range"};
    d = LocalDate::from_days(days);
}
template <class Archive>
void serialize(Archive& archive, LocalDateTime& t) {
    archive(t.date, t.second_of_day);
    if (t.second_of_day < 0 || t.second_of_day >= 86'400) {
        throw wire::Malformed{"a time of day is out of range"};
    }
}
template <class Archive>
void serialize(Archive& archive, OffsetTime& t) {
    constexpr std::int64_t ms_max = 32'503'680'000'000;  // the year 3000
    archive(t.utc.ms, t.offset_minutes);
    const bool in_range = t.utc.ms > -ms_max && t.utc.ms < ms_max;
    if (!in_range || t.offset_minutes < -900 || t.offset_minutes > 900) {
        throw wire::Malformed{"a time is out of range"};
    }
}
template <class Archive>
void serialize(Archive& archive, PedimentoRef& r) {
    archive(r.year, r.office, r.licence, r.number);
    if (r.year > 99 || r.office > 999 || r.licence > 9999 || r.number > 9'999'999) {
        throw wire::Malformed{"a pedimento number is out of range"};
    }
}
template <class Archive, std::size_t N>
void serialize_bytes(Archive& archive, std::array<std::byte, N>& bytes) {
    for (std::byte& b : bytes) {
        auto value = std::to_integer<std::uint8_t>(b);
        archive(value);
        b = static_cast<std::byte>(value);
    }
}

namespace wire::limits {
constexpr std::size_t rfc = 17;  // 13 characters, each of the first four maybe an N with tilde
constexpr std::size_t clave = 16;
constexpr std::size_t name = 256;
constexpr std::size_t text = 512;
constexpr std::size_t long_text = 4096;
constexpr std::size_t partidas = 100'000;
constexpr std::size_t items = 10'000;
}  // namespace wire::limits

struct TextItem {
    std::string value;
};
template <class Archive>
void serialize(Archive& archive, TextItem& item) {
    archive(wire::text<wire::limits::name>(item.value));
}
/// A list of names.
template <std::size_t most = wire::limits::items, class Archive>
void serialize_names(Archive& archive, std::vector<std::string>& names) {
    std::vector<TextItem> items;
    for (const std::string& name : names) items.push_back({name});
    archive(wire::list<most, 2>(items));
    names.clear();
    for (TextItem& item : items) names.push_back(std::move(item.value));
}

}  // namespace saldo
