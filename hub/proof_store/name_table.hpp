#pragma once

#include <map>

#include "common/store/env.hpp"
#include "hub/proof/placement.hpp"

namespace saldo::hub {

/// Which company first gave a name, in a table of LMDB; what is new waits in memory for write().
///
/// key: kind u8 ‖ name, or for a long name kind u8 ‖ 00 ‖ its SHA-256; value: company, sealed.
class NameTable final : public proof::GivenNames {
public:
    /// Keeps a reference to `env`, which outlives this.
    NameTable(const store::Env& env, store::Table table) : env_{env}, table_{table} {}

    Result<std::optional<std::string>> find(proof::Named kind,
                                            std::string_view name) const override;
    Result<void> give(proof::Named kind, std::string_view name, std::string_view company) override;

    /// Writes what waits; it is forgotten here by committed().
    Result<void> write(store::WriteTxn& txn) const;
    void committed() { waiting_.clear(); }

private:
    const store::Env& env_;
    store::Table table_;
    std::map<Bytes, std::string> waiting_;
};

}  // namespace saldo::hub
