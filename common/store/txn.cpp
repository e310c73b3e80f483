#include "common/store/txn.hpp"

#include <lmdb.h>

#include "common/base/check.hpp"
#include "common/store/lmdb_error.hpp"

namespace saldo::store {
namespace {

MDB_val val_of(ByteView bytes) { return {bytes.size(), const_cast<std::byte*>(bytes.data())}; }

ByteView view_of(const MDB_val& value) {
    return {static_cast<const std::byte*>(value.mv_data), value.mv_size};
}

/// One write. Gives false when the flags ask for a new or a last key, and this one is not.
Result<bool> write(MDB_txn* txn, unsigned handle, ByteView key, ByteView value, unsigned flags) {
    SALDO_CHECK(txn != nullptr);
    MDB_val name = val_of(key);
    MDB_val content = val_of(value);
    const int code = mdb_put(txn, handle, &name, &content, flags);
    if (code == MDB_KEYEXIST) return false;
    if (code != 0) return lmdb_error(code, "writing a row");
    return true;
}

}  // namespace

ReadTxn::ReadTxn(MDB_txn* txn) : txn_{txn}, cursors_open_{std::make_unique<int>(0)} {}
ReadTxn::ReadTxn(ReadTxn&&) noexcept = default;

ReadTxn& ReadTxn::operator=(ReadTxn&& other) noexcept {
    SALDO_CHECK(!cursors_open_ || *cursors_open_ == 0);
    txn_ = std::move(other.txn_);
    cursors_open_ = std::move(other.cursors_open_);
    return *this;
}

ReadTxn::~ReadTxn() {
    // LMDB frees the cursors of a write transaction with it: one that lived on would dangle.
    SALDO_CHECK(!cursors_open_ || *cursors_open_ == 0);
}

void ReadTxn::End::operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }

Result<std::optional<ByteView>> ReadTxn::get(Table table, ByteView key) const {
    SALDO_CHECK(txn_ != nullptr);
    MDB_val name = val_of(key);
    MDB_val value{};
    const int code = mdb_get(txn_.get(), table.handle_, &name, &value);
    if (code == MDB_NOTFOUND) return std::optional<ByteView>{};
    if (code != 0) return lmdb_error(code, "reading a row");
    return std::optional<ByteView>{view_of(value)};
}

Result<Cursor> ReadTxn::cursor(Table table) const {
    SALDO_CHECK(txn_ != nullptr);
    MDB_cursor* cursor = nullptr;
    const int code = mdb_cursor_open(txn_.get(), table.handle_, &cursor);
    if (code != 0) return lmdb_error(code, "opening a cursor");
    return Cursor{cursor, cursors_open_.get()};
}

Result<std::uint64_t> ReadTxn::count(Table table) const {
    SALDO_CHECK(txn_ != nullptr);
    MDB_stat stat{};
    const int code = mdb_stat(txn_.get(), table.handle_, &stat);
    if (code != 0) return lmdb_error(code, "counting rows");
    return stat.ms_entries;
}

Result<void> WriteTxn::put(Table table, ByteView key, ByteView value) {
    const auto written = write(txn_.get(), table.handle_, key, value, 0);
    if (!written) return written.error();
    return {};
}

Result<bool> WriteTxn::insert(Table table, ByteView key, ByteView value) {
    return write(txn_.get(), table.handle_, key, value, MDB_NOOVERWRITE);
}

Result<void> WriteTxn::append(Table table, ByteView key, ByteView value) {
    const auto written = write(txn_.get(), table.handle_, key, value, MDB_APPEND);
    if (!written) return written.error();
    if (!*written) return Error{Errc::conflict, "a row to be appended is not the last"};
    return {};
}

Result<bool> WriteTxn::erase(Table table, ByteView key) {
    SALDO_CHECK(txn_ != nullptr);
    MDB_val name = val_of(key);
    const int code = mdb_del(txn_.get(), table.handle_, &name, nullptr);
    if (code == MDB_NOTFOUND) return false;
    if (code != 0) return lmdb_error(code, "removing a row");
    return true;
}

Result<void> WriteTxn::commit() {
    SALDO_CHECK(txn_ != nullptr && *cursors_open_ == 0);
    const int code = mdb_txn_commit(txn_.release());
    if (code == 0) return {};
    Error error = lmdb_error(code, "committing");
    error.code = Errc::storage;
    return error;
}

}  // namespace saldo::store
