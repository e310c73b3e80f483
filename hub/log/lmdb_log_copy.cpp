#include "common/store/sealed.hpp"
#include "hub/log/lmdb_log_state.hpp"
#include "hub/log/log_entry.hpp"

// What a backup asks of the log.

namespace saldo::hub {

Result<bool> LmdbLog::copy_to(const std::filesystem::path& folder) const {
    return state_->env.copy_to(folder);
}

Result<std::optional<Digest>> LmdbLog::hash_at(LogPosition end) const {
    if (end.value() == 0) return std::optional{Digest{}};
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(state_->entries);
    if (!cursor) return cursor.error();
    auto row = cursor->at_or_after(entry_key(end));
    if (!row) return row.error();
    row = *row ? cursor->previous() : cursor->last();
    if (!row) return row.error();
    const std::optional<Digest> none;
    if (!*row) return none;
    const auto entry = decode_entry((*row)->key, (*row)->value);
    if (!entry) return entry.error();
    if (entry->view.first.value() + entry->view.count != end.value()) return none;
    return std::optional{entry->hash};
}

Result<std::map<std::string, Bytes>> LmdbLog::named_values() const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(state_->named);
    if (!cursor) return cursor.error();
    std::map<std::string, Bytes> values;
    for (auto row = cursor->first();; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) return values;
        const std::string name{as_text((*row)->key)};
        const auto value = store::unsealed((*row)->key, (*row)->value, "the named value " + name);
        if (!value) return value.error();
        values.emplace(name, Bytes{value->begin(), value->end()});
    }
}

}  // namespace saldo::hub
