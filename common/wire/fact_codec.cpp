#include "common/wire/fact_codec.hpp"

#include <concepts>
#include <string>
#include <utility>

#include "common/wire/canonical.hpp"
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
constexpr std::uint16_t type_of<AgentRevocation> = 33;
template <>
constexpr std::uint16_t type_of<AgentAdmission> = 68;
template <>
constexpr std::uint16_t type_of<ClockStepped> = 56;
template <>
constexpr std::uint16_t type_of<JournalCheckpoint> = 57;
template <>
constexpr std::uint16_t type_of<HubRestored> = 58;
template <>
constexpr std::uint16_t type_of<DrillResult> = 59;
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
template <>
constexpr std::uint16_t type_of<ShrinkageNorm> = 26;
template <>
constexpr std::uint16_t type_of<Substitute> = 27;
template <>
constexpr std::uint16_t type_of<Reclassification> = 28;
template <>
constexpr std::uint16_t type_of<Holiday> = 29;
template <>
constexpr std::uint16_t type_of<Policy> = 31;
template <>
constexpr std::uint16_t type_of<ConsolidatedDelivery> = 46;
template <>
constexpr std::uint16_t type_of<ValueLine> = 47;
template <>
constexpr std::uint16_t type_of<Approval> = 60;
template <>
constexpr std::uint16_t type_of<Disassembly> = 48;
template <>
constexpr std::uint16_t type_of<ScrapRecord> = 49;
template <>
constexpr std::uint16_t type_of<NationalStock> = 51;
template <>
constexpr std::uint16_t type_of<Adjustment> = 61;
template <>
constexpr std::uint16_t type_of<AssetEntry> = 52;
template <>
constexpr std::uint16_t type_of<AssetMove> = 53;
template <>
constexpr std::uint16_t type_of<ReportFiling> = 62;
template <>
constexpr std::uint16_t type_of<Projection> = 63;
template <>
constexpr std::uint16_t type_of<Cancellation> = 64;
template <>
constexpr std::uint16_t type_of<CaptureTimes> = 54;
template <>
constexpr std::uint16_t type_of<DirectedDischarge> = 65;
template <>
constexpr std::uint16_t type_of<KeyDecision> = 66;
template <>
constexpr std::uint16_t type_of<ReplacementApproval> = 67;
template <>
constexpr std::uint16_t type_of<ReportSeal> = 69;
template <>
constexpr std::uint16_t type_of<ScrapConversion> = 32;
template <>
constexpr std::uint16_t type_of<WorkOrder> = 55;
template <>
constexpr std::uint16_t type_of<OpeningBalance> = 70;
template <>
constexpr std::uint16_t type_of<ForeignDischarge> = 71;

constexpr std::uint16_t schema_current = 1;

enum class Trust : std::uint8_t { outside, stored };

template <std::size_t Index = 0>
Result<Fact> decode_of_type(std::uint16_t type, ByteView body, Trust trust) {
    if constexpr (Index == std::variant_size_v<Fact>) {
        return Error{Errc::unsupported, "fact type " + std::to_string(type) + " is unknown here"};
    } else {
        using T = std::variant_alternative_t<Index, Fact>;
        if (type != type_of<T>) return decode_of_type<Index + 1>(type, body, trust);
        auto value = trust == Trust::stored ? read_body<T>(body) : decode_body<T>(body);
        if (!value) return value.error();
        return Fact{std::move(*value)};
    }
}

Result<Fact> decode(ByteView bytes, Trust trust) {
    if (bytes.size() < 4) return malformed("a fact is at least four bytes");
    const auto type = get_le<std::uint16_t>(bytes);
    const auto schema = get_le<std::uint16_t>(bytes.subspan(2));
    if (schema != schema_current) {
        return Error{Errc::unsupported, "schema " + std::to_string(schema) + " is newer than ours"};
    }
    return decode_of_type(type, bytes.subspan(4), trust);
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

Result<Fact> decode_fact(ByteView bytes) { return decode(bytes, Trust::outside); }

Result<Fact> decode_stored_fact(ByteView bytes) { return decode(bytes, Trust::stored); }

Result<Bytes> encode_movement_body(const Movement& movement, std::string_view raw_frame) {
    Bytes out;
    const auto encoded = encode_body(MovementRecord{movement, std::string{raw_frame}}, out);
    if (!encoded) return encoded.error();
    return out;
}

Result<MovementBody> decode_movement_body(ByteView bytes) {
    auto record = decode_body<MovementRecord>(bytes);
    if (!record) return record.error();
    return MovementBody{std::move(record->movement), std::move(record->raw_frame)};
}

Result<MovementBody> decode_stored_movement_body(ByteView bytes) {
    auto record = read_body<MovementRecord>(bytes);
    if (!record) return record.error();
    return MovementBody{std::move(record->movement), std::move(record->raw_frame)};
}

}  // namespace saldo::wire
