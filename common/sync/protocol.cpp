#include "common/sync/protocol.hpp"

namespace saldo::sync {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted: return "accepted";
        case Verdict::duplicate: return "duplicate";
        case Verdict::gap: return "gap";
        case Verdict::fork: return "fork";
        case Verdict::fenced: return "fenced";
        case Verdict::quarantined: return "quarantined";
        case Verdict::busy: return "busy";
    }
    return "unknown";
}

bool stops_the_stream(Verdict verdict) {
    return verdict == Verdict::fork || verdict == Verdict::fenced ||
           verdict == Verdict::quarantined;
}

}  // namespace saldo::sync
