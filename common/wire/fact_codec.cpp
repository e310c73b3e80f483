#include "common/wire/fact_codec.hpp"

#include <concepts>
#include <string>
#include <utility>

#include "common/wire/domain_codec.hpp"

namespace saldo::wire {
namespace {

/// Numbers are frozen: they are in every log. A new schema of a type gets an up-caster here.
template <class T>
constexpr std::uint16_t type_of = 0;
template <>
constexpr std::uint16_t type_of<CapturedMovement> = 1;
template <>
constexpr std::uint16_t type_of<ImportedMovement> = 2;
template <>
constexpr std::uint16_t type_of<Pedimento> = 10;
template <>
constexpr std::uint16_t type_of<InvoiceLine> = 11;
template <>
constexpr std::uint16_t type_of<Delivery> = 12;
template <>
constexpr std::uint16_t type_of<Company> = 20;
template <>
constexpr std::uint16_t type_of<Plant> = 21;
template <>
constexpr std::uint16_t type_of<Part> = 22;
template <>
constexpr std::uint16_t type_of<Product> = 23;
template <>
constexpr std::uint16_t type_of<BomVersion> = 24;
template <>
constexpr std::uint16_t type_of<UnitConversion> = 25;
template <>
constexpr std::uint16_t type_of<AgentEnrolment> = 30;
template <>
constexpr std::uint16_t type_of<EntryDeclaration> = 40;
template <>
constexpr std::uint16_t type_of<EntryRectification> = 41;
template <>
constexpr std::uint16_t type_of<OutcomeDeclaration> = 42;
template <>
constexpr std::uint16_t type_of<UseLine> = 43;
template <>
constexpr std::uint16_t type_of<ExitLine> = 44;
template <>
constexpr std::uint16_t type_of<Withdrawal> = 45;
template <>
constexpr std::uint16_t type_of<QuarantinedRecord> = 50;

constexpr std::uint16_t schema_current = 1;

template <class T>
Result<T> decode_body(ByteView body) {
    try {
        T value;
        BoundedInput archive{body};
        archive(value);
        if (archive.left() != 0) return malformed("bytes are left over after a fact");
        return value;
    } catch (const Malformed& error) {
        return malformed(error.what());
    } catch (const cereal::Exception& error) {
        return malformed(error.what());
    }
}

template <class T>
Result<void> encode_body(const T& value, Bytes& out) {
    try {
        BoundedOutput archive{out};
        archive(value);
        return {};
    } catch (const Malformed& error) {
        return malformed(error.what());
    }
}

/// One value has one encoding: what was read must encode to what was read.
template <class T>
Result<T> decode_canonical(ByteView body) {
    auto value = decode_body<T>(body);
    if (!value) return value.error();
    Bytes again;
    again.reserve(body.size());
    const auto encoded = encode_body(*value, again);
    if (!encoded) return encoded.error();
    if (!std::ranges::equal(again, body)) return malformed("the encoding is not canonical");
    return value;
}

template <std::size_t Index = 0>
Result<Fact> decode_of_type(std::uint16_t type, ByteView body) {
    if constexpr (Index == std::variant_size_v<Fact>) {
        return Error{Errc::unsupported, "fact type " + std::to_string(type) + " is unknown here"};
    } else {
        using T = std::variant_alternative_t<Index, Fact>;
        if (type != type_of<T>) return decode_of_type<Index + 1>(type, body);
        auto value = decode_canonical<T>(body);
        if (!value) return value.error();
        return Fact{std::move(*value)};
    }
}

}  // namespace

Result<Bytes> encode_fact(const Fact& fact) {
    Bytes out;
    const auto encoded = std::visit(
        [&out]<class T>(const T& value) {
            static_assert(type_of<T> != 0);
            put_le(out, type_of<T>);
            put_le(out, schema_current);
            return encode_body(value, out);
        },
        fact);
    if (!encoded) return encoded.error();
    return out;
}

Result<Fact> decode_fact(ByteView bytes) {
    if (bytes.size() < 4) return malformed("a fact is at least four bytes");
    const auto type = get_le<std::uint16_t>(bytes);
    const auto schema = get_le<std::uint16_t>(bytes.subspan(2));
    if (schema != schema_current) {
        return Error{Errc::unsupported, "schema " + std::to_string(schema) + " is newer than ours"};
    }
    return decode_of_type(type, bytes.subspan(4));
}

Result<Bytes> encode_movement_body(const Movement& movement, std::string_view raw_frame) {
    Bytes out;
    const auto encoded = encode_body(MovementRecord{movement, std::string{raw_frame}}, out);
    if (!encoded) return encoded.error();
    return out;
}

Result<MovementBody> decode_movement_body(ByteView bytes) {
    auto record = decode_canonical<MovementRecord>(bytes);
    if (!record) return record.error();
    return MovementBody{std::move(record->movement), std::move(record->raw_frame)};
}

}  // namespace saldo::wire
