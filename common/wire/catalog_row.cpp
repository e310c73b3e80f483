#include "common/wire/catalog_row.hpp"

#include <algorithm>
#include <span>
#include <type_traits>

#include "common/sync/catalog.hpp"
#include "common/wire/canonical.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/scalar_codec.hpp"

namespace saldo::wire {

template <class Archive>
void serialize(Archive& archive, OpenTransfer::Line& l) {
    archive(text<MovementLimits::part_number_max>(l.part_number), l.quantity, l.umc);
}
template <class Archive>
void serialize(Archive& archive, OpenTransfer& t) {
    constexpr std::size_t line_bytes_min = 2 + 8 + 1;
    archive(text<MovementLimits::ref_type_max>(t.ref_type), text<MovementLimits::ref_max>(t.ref),
            text<MovementLimits::plant_max>(t.from), text<MovementLimits::plant_max>(t.to),
            list<row_lines_max, line_bytes_min>(t.lines));
}

namespace {

constexpr std::uint16_t transfer_schema = 1;
constexpr std::size_t rows_of_entry_max = 0x10000;

class Key {
public:
    explicit Key(RowKind kind) : text_(1, static_cast<char>(kind)) {}
    /// Needs: a name of the domain, of at most 255 bytes.
    Key& add(std::string_view name) {
        text_ += static_cast<char>(std::min<std::size_t>(name.size(), 255));
        text_ += name.substr(0, 255);
        return *this;
    }
    Key& add(std::uint8_t number) {
        text_ += static_cast<char>(number);
        return *this;
    }
    /// None is before every day.
    Key& add(std::optional<LocalDate> day) {
        Bytes raw;
        put_be(raw, day ? static_cast<std::uint32_t>(day->days()) ^ 0x8000'0000U : 0U);
        text_ += as_text(raw);
        return *this;
    }
    std::string text() const { return text_; }

private:
    std::string text_;
};

std::string key_of(const Part& p) { return Key{RowKind::part}.add(p.part_number).text(); }
std::string key_of(const Product& p) { return Key{RowKind::product}.add(p.part_number).text(); }
std::string key_of(const BomVersion& v) {
    return Key{RowKind::bom}.add(v.product).add(v.valid_from).text();
}
std::string key_of(const Plant& p) { return Key{RowKind::plant}.add(p.plant).text(); }
std::string key_of(const UnitConversion& u) {
    return Key{RowKind::unit_conversion}.add(u.part_number).add(u.unit).text();
}
std::string key_of(const Policy& p) {
    return Key{RowKind::policy}.add(static_cast<std::uint8_t>(p.name)).add(p.valid_from).text();
}
std::string key_of(const ShrinkageNorm& n) {
    return Key{RowKind::shrinkage_norm}.add(n.part_number).text();
}
std::string key_of(const Substitute& s) {
    return Key{RowKind::substitute}.add(s.part_number).add(s.by).add(s.valid_from).text();
}
std::string key_of(const ScrapConversion& s) {
    return Key{RowKind::scrap_conversion}.add(s.scrap).add(s.part_number).add(s.valid_from).text();
}
std::string key_of(const OpenTransfer& t) {
    return Key{RowKind::open_transfer}.add(t.ref_type).add(t.ref).add(t.to).text();
}

template <class T>
concept OfCatalog = requires(const T& fact) { key_of(fact); };

Result<void> add_value(CatalogEntry& entry, const Result<Bytes>& bytes) {
    if (!bytes) return bytes.error();
    if (bytes->size() > sync::CatalogChange::value_bytes_max ||
        entry.key.size() + 2 > sync::CatalogChange::key_bytes_max ||
        entry.values.size() == rows_of_entry_max) {
        return malformed("an entry is too long for a row of the catalog");
    }
    entry.values.emplace_back(as_text(*bytes));
    return {};
}

/// Values of something with lines: each with all of it but some of the lines.
template <class T, class Encode>
Result<CatalogEntry> of_many_lines(const T& whole, Encode encode) {
    CatalogEntry entry{.key = key_of(whole), .values = {}};
    T some = whole;
    std::size_t begin = 0;
    do {
        const std::size_t end = std::min(begin + row_lines_max, whole.lines.size());
        some.lines.assign(whole.lines.begin() + static_cast<std::ptrdiff_t>(begin),
                          whole.lines.begin() + static_cast<std::ptrdiff_t>(end));
        if (auto added = add_value(entry, encode(some)); !added) return added.error();
        begin = end;
    } while (begin < whole.lines.size());
    return entry;
}

Result<Bytes> encode_transfer(const OpenTransfer& transfer) {
    Bytes out;
    put_le(out, transfer_schema);
    if (auto encoded = encode_body(transfer, out); !encoded) return encoded.error();
    return out;
}

}  // namespace

Result<std::optional<CatalogEntry>> catalog_entry_of(const Fact& fact) {
    using Outcome = Result<std::optional<CatalogEntry>>;
    return std::visit(
        []<class T>(const T& told) -> Outcome {
            if constexpr (std::is_same_v<T, BomVersion>) {
                auto entry = of_many_lines(
                    told, [](const BomVersion& some) { return encode_fact(Fact{some}); });
                if (!entry) return entry.error();
                return std::optional{std::move(*entry)};
            } else if constexpr (OfCatalog<T>) {
                CatalogEntry entry{.key = key_of(told), .values = {}};
                if (auto added = add_value(entry, encode_fact(Fact{told})); !added) {
                    return added.error();
                }
                return std::optional{std::move(entry)};
            } else {
                return std::optional<CatalogEntry>{};
            }
        },
        fact);
}

Result<CatalogEntry> catalog_entry_of(const OpenTransfer& transfer) {
    if (transfer.lines.empty()) return CatalogEntry{.key = key_of(transfer), .values = {}};
    return of_many_lines(transfer, encode_transfer);
}

std::string row_key(std::string_view entry_key, std::size_t index) {
    std::string key{entry_key};
    if (!is_of_many_rows(entry_key)) return key;
    Bytes raw;
    put_be(raw, static_cast<std::uint16_t>(index));
    return key.append(as_text(raw));
}

bool is_of_many_rows(std::string_view key) {
    const auto kind = row_kind(key);
    return kind == static_cast<std::uint8_t>(RowKind::bom) ||
           kind == static_cast<std::uint8_t>(RowKind::open_transfer);
}

std::optional<std::uint8_t> row_kind(std::string_view key) {
    if (key.empty()) return std::nullopt;
    return static_cast<std::uint8_t>(key.front());
}

Result<OpenTransfer> decode_open_transfer(ByteView value) {
    if (value.size() < 2) return malformed("a value is at least two bytes");
    const auto schema = get_le<std::uint16_t>(value);
    if (schema != transfer_schema) {
        return Error{Errc::unsupported,
                     "schema " + std::to_string(schema) + " of a transfer is unknown here"};
    }
    return decode_body<OpenTransfer>(value.subspan(2));
}

}  // namespace saldo::wire
