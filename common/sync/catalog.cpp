#include "common/sync/catalog.hpp"

#include "common/base/bytes.hpp"

namespace saldo::sync {
namespace {

constexpr std::uint8_t op_set = 1;
constexpr std::uint8_t op_removed = 2;

void put_text(Bytes& out, std::string_view text) {
    put_le(out, static_cast<std::uint16_t>(text.size()));
    append(out, as_bytes(text));
}

CatalogStep refused(std::string why) {
    return {.what = CatalogStep::What::refuse, .skip = 0, .after = {}, .why = std::move(why)};
}

/// What to do where the changes alone do not bring us to the hub's place.
CatalogStep behind(const CatalogPlace& held, const CatalogNews& news) {
    using What = CatalogStep::What;
    if (!news.offer) return {.what = What::ask};
    const bool is_ahead =
        news.offer->place.epoch != held.epoch || news.offer->place.sequence > held.sequence;
    return {.what = is_ahead ? What::fetch : What::ask};
}

/// The last place to which the changes lead from `held`; `held` itself where they do not touch it.
/// Errors (as nothing): the chain does not come out.
std::optional<CatalogStep> followed(const CatalogPlace& held, const CatalogNews& news) {
    CatalogStep step{.what = CatalogStep::What::nothing, .skip = 0, .after = held};
    CatalogPlace place{.epoch = news.head.epoch, .sequence = news.first - 1, .hash = news.before};
    bool is_met = place.sequence == held.sequence && place.hash == held.hash;
    for (const CatalogChange& change : news.changes) {
        ++place.sequence;
        place.hash = catalog_hash(place.hash, news.rfc, place.epoch, place.sequence, change);
        if (place.sequence <= held.sequence) ++step.skip;
        if (place.sequence == held.sequence) is_met = place.hash == held.hash;
    }
    const bool ends_as_told =
        place.sequence < news.head.sequence ||
        (place.sequence == news.head.sequence && place.hash == news.head.hash);
    if (!ends_as_told) return std::nullopt;
    if (place.sequence <= held.sequence || !is_met) return step;
    step.what = CatalogStep::What::apply;
    step.after = place;
    return step;
}

}  // namespace

Digest catalog_hash(const Digest& previous, std::string_view rfc, std::uint64_t epoch,
                    std::uint64_t sequence, const CatalogChange& change) {
    constexpr std::string_view domain{"saldo/catalog/1\0", 16};
    constexpr std::string_view end{"\0", 1};
    Bytes rest;
    put_le(rest, epoch);
    put_le(rest, sequence);
    put_le(rest, change.value ? op_set : op_removed);
    put_text(rest, change.key);
    if (change.value) put_text(rest, *change.value);
    return sha256({as_bytes(domain), ByteView{previous}, as_bytes(rfc), as_bytes(end), rest});
}

CatalogStep judge(std::string_view rfc, const CatalogPlace& held, const CatalogNews& news) {
    using What = CatalogStep::What;
    if (news.rfc != rfc) return refused("it is the catalog of " + news.rfc);
    if (news.changes.empty() != (news.first == 0)) return refused("changes without a place");
    const CatalogPlace from = held.epoch == 0 ? CatalogPlace{.epoch = news.head.epoch} : held;
    if (news.head.epoch != from.epoch) return behind(held, news);
    // An old word that a broker kept: the hub tells anew whoever says that it holds more.
    if (news.head.sequence < from.sequence) return {.what = What::nothing};
    if (!news.changes.empty()) {
        const auto step = followed(from, news);
        if (!step) return refused("the chain of changes does not come out");
        if (step->what == What::apply) return *step;
    }
    if (news.head == held) return {.what = What::confirm};
    if (news.head == from) return {.what = What::nothing};  // there is none yet
    return behind(held, news);
}

}  // namespace saldo::sync
