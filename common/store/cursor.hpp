#pragma once

#include <memory>
#include <optional>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/store/table.hpp"

struct MDB_cursor;

namespace saldo::store {

/// A place in a table, in key order. Past either end it gives nothing.
///
/// Needs:   dies before its transaction; rows are valid as long as views of that transaction.
class Cursor {
public:
    Cursor(Cursor&&) noexcept;
    Cursor& operator=(Cursor&&) = delete;
    ~Cursor();

    Result<std::optional<Row>> first();
    Result<std::optional<Row>> last();
    /// The first row whose key is not before `key`.
    Result<std::optional<Row>> at_or_after(ByteView key);
    Result<std::optional<Row>> next();
    Result<std::optional<Row>> previous();
    /// Removes the row it stands on; next() then gives the one after. Only of a write transaction.
    Result<void> erase();

private:
    friend class ReadTxn;
    Cursor(MDB_cursor* cursor, int* open_count);
    Result<std::optional<Row>> move(int operation, ByteView key);

    struct Close {
        void operator()(MDB_cursor* cursor) const;
    };
    std::unique_ptr<MDB_cursor, Close> cursor_;
    int* open_count_;
};

}  // namespace saldo::store
