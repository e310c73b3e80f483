#include "common/wire/messages.hpp"

#include <array>
#include <string>

#include "common/wire/canonical.hpp"
#include "common/wire/catalog_place_codec.hpp"

namespace saldo::sync {
namespace {

constexpr std::size_t program_bytes_max = 64;
constexpr std::size_t token_bytes_max = 128;
constexpr std::size_t hub_bytes_max = 32;
constexpr std::size_t alarm_bytes_max = 256;
constexpr std::size_t receipt_bytes_max = 1024;
constexpr std::size_t checkpoint_bytes_max = 512;
constexpr std::size_t log_key_bytes_max = 160;

template <class Archive, std::size_t N>
void bytes_field(Archive& archive, std::array<std::byte, N>& bytes) {
    for (std::byte& b : bytes) {
        auto value = std::to_integer<std::uint8_t>(b);
        archive(value);
        b = static_cast<std::byte>(value);
    }
}

}  // namespace

template <class Archive>
void serialize(Archive& archive, Epoch& e) {
    archive(e.ordinal, e.nonce);
}
template <class Archive>
void serialize(Archive& archive, Place& p) {
    archive(p.epoch, p.next);
    bytes_field(archive, p.hash);
}
template <class Archive>
void serialize(Archive& archive, Trail::Mark& m) {
    archive(m.next);
    bytes_field(archive, m.hash);
}
template <class Archive>
void serialize(Archive& archive, Trail& t) {
    constexpr std::size_t mark_bytes = 8 + sizeof(Digest);
    archive(t.epoch, wire::list<Trail::marks_max, mark_bytes>(t.marks));
    if (t.marks.empty()) throw wire::Malformed{"a trail has no mark"};
}
template <class Archive>
void serialize(Archive& archive, Common& c) {
    archive(c.ordinal, c.next);
}
template <class Archive>
void serialize(Archive& archive, Hello& h) {
    archive(h.head, h.tail, h.session, wire::text<program_bytes_max>(h.program),
            wire::text<token_bytes_max>(h.token), wire::raw<receipt_bytes_max>(h.receipt));
}
template <class Archive>
void serialize(Archive& archive, Receipt& r) {
    archive(wire::text<hub_bytes_max>(r.hub), r.incarnation,
            wire::text<agent_name_bytes_max>(r.agent), r.held,
            wire::ranged(r.verdict, 1, verdict_last), r.window, r.session, r.hub_time.ms,
            r.backed_up, r.log_size);
    bytes_field(archive, r.log_root);
}
template <class Archive>
void serialize(Archive& archive, Status& s) {
    archive(s.online, s.at.ms, s.head, s.held, s.disk_free_bytes,
            wire::ranged(s.clock_quality, 0, 2), s.clock_offset_ms,
            wire::text<program_bytes_max>(s.program), wire::text<alarm_bytes_max>(s.alarm));
}
template <class Archive>
void serialize(Archive& archive, HubState& s) {
    archive(wire::text<hub_bytes_max>(s.hub), s.incarnation, s.run, s.online, s.credit_permille,
            s.at.ms);
}
template <class Archive>
void serialize(Archive& archive, WitnessRequest& r) {
    archive(r.at.ms, wire::text<WitnessRequest::text_bytes_max>(r.text));
}
template <class Archive>
void serialize(Archive& archive, WitnessAnswer& a) {
    archive(a.status, wire::text<WitnessAnswer::text_bytes_max>(a.text));
}
template <class Archive>
void serialize(Archive& archive, RefillRequest& r) {
    archive(r.epoch, r.first, r.count, r.is_packed);
}
}  // namespace saldo::sync

namespace saldo::wire {
namespace {

// Schema 2 of hello and receipt adds a question and its answer to schema 1, that of status what the
// agent knows of its clock and the catalog that it holds; schema 3 of a receipt a checkpoint,
// schema 2 of a hub_state the key that signs it. A message that has nothing of it is still
// written as schema 1, so that the other side may be an older program.

struct AskingHello {
    sync::Hello hello;
};
struct AnsweringReceipt {
    sync::Receipt receipt;
};
struct ProvingReceipt {
    sync::Receipt receipt;
};
struct ProvingHubState {
    sync::HubState state;
};
struct FullStatus {
    sync::Status status;
};
template <class Archive>
void serialize(Archive& archive, AskingHello& h) {
    archive(h.hello, h.hello.trail);
}
template <class Archive>
void serialize(Archive& archive, AnsweringReceipt& r) {
    if (!r.receipt.common) r.receipt.common.emplace();
    archive(r.receipt, *r.receipt.common);
}

template <class Archive>
void serialize(Archive& archive, ProvingReceipt& r) {
    archive(r.receipt, maybe(r.receipt.common),
            text<sync::checkpoint_bytes_max>(r.receipt.checkpoint));
    if (r.receipt.checkpoint.empty()) throw Malformed{"nothing of schema 3"};
}
template <class Archive>
void serialize(Archive& archive, ProvingHubState& s) {
    archive(s.state, text<sync::log_key_bytes_max>(s.state.log_key));
    if (s.state.log_key.empty()) throw Malformed{"nothing of schema 2"};
}
template <class Archive>
void serialize(Archive& archive, FullStatus& s) {
    archive(s.status, maybe(s.status.clock_uncertainty_ms), maybe(s.status.catalog));
    if (!s.status.clock_uncertainty_ms && !s.status.catalog) throw Malformed{"nothing of schema 2"};
}

template <class T>
Result<Bytes> encode_message(const T& value, std::uint16_t schema = 1) {
    Bytes out;
    put_le(out, schema);
    if (auto encoded = encode_body(value, out); !encoded) return encoded.error();
    return out;
}

Result<std::uint16_t> schema_of(ByteView body, std::uint16_t newest) {
    if (body.size() < 2) return malformed("a message is at least two bytes");
    const auto schema = get_le<std::uint16_t>(body);
    if (schema == 0 || schema > newest) {
        return Error{Errc::unsupported,
                     "message schema " + std::to_string(schema) + " is unknown here"};
    }
    return schema;
}

template <class T>
Result<sync::Receipt> receipt_in(ByteView fields) {
    auto read = decode_body<T>(fields);
    if (!read) return read.error();
    return std::move(read->receipt);
}

template <class T>
Result<T> decode_message(ByteView body) {
    if (const auto schema = schema_of(body, 1); !schema) return schema.error();
    return decode_body<T>(body.subspan(2));
}

}  // namespace

Result<Bytes> encode(const sync::Hello& hello) {
    if (hello.trail.marks.empty()) return encode_message(hello);
    return encode_message(AskingHello{hello}, 2);
}
Result<Bytes> encode(const sync::Receipt& receipt) {
    if (!receipt.checkpoint.empty()) return encode_message(ProvingReceipt{receipt}, 3);
    if (!receipt.common) return encode_message(receipt);
    return encode_message(AnsweringReceipt{receipt}, 2);
}
Result<Bytes> encode(const sync::Status& status) {
    if (!status.clock_uncertainty_ms && !status.catalog) return encode_message(status);
    return encode_message(FullStatus{status}, 2);
}
Result<Bytes> encode(const sync::HubState& state) {
    if (state.log_key.empty()) return encode_message(state);
    return encode_message(ProvingHubState{state}, 2);
}
Result<Bytes> encode(const sync::RefillRequest& request) { return encode_message(request); }

Result<sync::Hello> decode_hello(ByteView body) {
    const auto schema = schema_of(body, 2);
    if (!schema) return schema.error();
    if (*schema == 1) return decode_body<sync::Hello>(body.subspan(2));
    auto asking = decode_body<AskingHello>(body.subspan(2));
    if (!asking) return asking.error();
    return std::move(asking->hello);
}
Result<sync::Receipt> decode_receipt(ByteView body) {
    const auto schema = schema_of(body, 3);
    if (!schema) return schema.error();
    const ByteView fields = body.subspan(2);
    if (*schema == 1) return decode_body<sync::Receipt>(fields);
    if (*schema == 2) return receipt_in<AnsweringReceipt>(fields);
    return receipt_in<ProvingReceipt>(fields);
}
Result<sync::Status> decode_status(ByteView body) {
    const auto schema = schema_of(body, 2);
    if (!schema) return schema.error();
    if (*schema == 1) return decode_body<sync::Status>(body.subspan(2));
    auto full = decode_body<FullStatus>(body.subspan(2));
    if (!full) return full.error();
    return std::move(full->status);
}
Result<sync::HubState> decode_hub_state(ByteView body) {
    const auto schema = schema_of(body, 2);
    if (!schema) return schema.error();
    if (*schema == 1) return decode_body<sync::HubState>(body.subspan(2));
    auto proving = decode_body<ProvingHubState>(body.subspan(2));
    if (!proving) return proving.error();
    return std::move(proving->state);
}
Result<Bytes> encode(const sync::WitnessRequest& request) { return encode_message(request); }
Result<Bytes> encode(const sync::WitnessAnswer& answer) { return encode_message(answer); }
Result<sync::WitnessRequest> decode_witness_request(ByteView body) {
    return decode_message<sync::WitnessRequest>(body);
}
Result<sync::WitnessAnswer> decode_witness_answer(ByteView body) {
    return decode_message<sync::WitnessAnswer>(body);
}
Result<sync::RefillRequest> decode_refill_request(ByteView body) {
    auto request = decode_message<sync::RefillRequest>(body);
    if (request && !sync::is_sound(*request)) {
        return malformed("a request asks for no record, or for too many");
    }
    return request;
}

Result<Bytes> seal_message(FrameKind kind, std::string_view agent, ByteView body,
                           const SigningKey& key) {
    return seal_frame({.kind = kind, .agent = sync::padded(agent)}, body, Pack::no, key);
}

Result<Bytes> open_message(ByteView bytes, FrameKind kind, std::string_view agent,
                           const PublicKey& key) {
    const auto frame = open_frame(bytes, agent);
    if (!frame) return frame.error();
    if (frame->head.kind != kind) return malformed("a frame is of another kind than its topic");
    if (!verify_frame(*frame, key)) {
        return Error{Errc::forbidden, "the signature of a message does not hold"};
    }
    Bytes scratch;
    const auto body = unpack(*frame, scratch);
    if (!body) return body.error();
    return Bytes{body->begin(), body->end()};
}

}  // namespace saldo::wire
