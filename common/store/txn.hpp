#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/store/cursor.hpp"
#include "common/store/table.hpp"

struct MDB_txn;

namespace saldo::store {

/// A snapshot of the store. Views that it gives are valid until it ends, or, in a write
/// transaction, until its next write.
///
/// Short: at most 5 s, and never over network or a wait. A long one keeps freed pages from being
/// used again, and the file grows (sync.md section 13, rule 5).
class ReadTxn {
public:
    ReadTxn(ReadTxn&&) noexcept;
    ReadTxn& operator=(ReadTxn&&) noexcept;
    ~ReadTxn();

    Result<std::optional<ByteView>> get(Table table, ByteView key) const;
    /// Needs: the cursor dies before the transaction.
    Result<Cursor> cursor(Table table) const;
    /// How many rows the table has.
    Result<std::uint64_t> count(Table table) const;

protected:
    friend class Env;
    struct End {
        void operator()(MDB_txn* txn) const;
    };
    explicit ReadTxn(MDB_txn* txn);
    std::unique_ptr<MDB_txn, End> txn_;
    std::unique_ptr<int> cursors_open_;
};

/// A change, whole or not at all. Leaving it without commit() gives it up.
///
/// Needs:   begun, used and ended on one thread.
/// Errors:  unavailable when the map is full: give the transaction up; what was there before stays.
///          storage when the disk failed: stop the process, and do not try this Env again.
class WriteTxn : public ReadTxn {
public:
    WriteTxn(WriteTxn&&) noexcept = default;
    WriteTxn& operator=(WriteTxn&&) noexcept = default;

    /// Sets the value of the key, whether it had one or not.
    Result<void> put(Table table, ByteView key, ByteView value);
    /// Adds a row whose key is new; gives false, and changes nothing, when it is not.
    Result<bool> insert(Table table, ByteView key, ByteView value);
    /// Adds a row after all others, at the cost of no search. Errors: conflict unless it is the
    /// last.
    Result<void> append(Table table, ByteView key, ByteView value);
    /// Gives whether there was such a row.
    Result<bool> erase(Table table, ByteView key);

    /// Durable on return. Errors: storage, whatever the cause: the caller must stop the process,
    /// for what the disk holds now is known only after a new start (sync.md section 13, rule 4).
    [[nodiscard]] Result<void> commit();

private:
    friend class Env;
    using ReadTxn::ReadTxn;
};

}  // namespace saldo::store
