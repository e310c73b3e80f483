#include "common/store/cursor.hpp"

#include <lmdb.h>

#include "common/base/check.hpp"
#include "common/store/lmdb_error.hpp"

namespace saldo::store {

Cursor::Cursor(MDB_cursor* cursor, int* open_count) : cursor_{cursor}, open_count_{open_count} {
    ++*open_count_;
}

Cursor::Cursor(Cursor&&) noexcept = default;

Cursor::~Cursor() {
    if (cursor_) --*open_count_;
}

void Cursor::Close::operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }

Result<std::optional<Row>> Cursor::move(int operation, ByteView key) {
    MDB_val name{key.size(), const_cast<std::byte*>(key.data())};
    MDB_val value{};
    const int code =
        mdb_cursor_get(cursor_.get(), &name, &value, static_cast<MDB_cursor_op>(operation));
    if (code == MDB_NOTFOUND) return std::optional<Row>{};
    if (code != 0) return lmdb_error(code, "reading a table");
    return std::optional<Row>{
        Row{.key = {static_cast<const std::byte*>(name.mv_data), name.mv_size},
            .value = {static_cast<const std::byte*>(value.mv_data), value.mv_size}}};
}

Result<std::optional<Row>> Cursor::first() { return move(MDB_FIRST, {}); }
Result<std::optional<Row>> Cursor::last() { return move(MDB_LAST, {}); }
Result<std::optional<Row>> Cursor::next() { return move(MDB_NEXT, {}); }
Result<std::optional<Row>> Cursor::previous() { return move(MDB_PREV, {}); }

Result<std::optional<Row>> Cursor::at_or_after(ByteView key) {
    SALDO_CHECK(!key.empty() && key.size() <= Table::key_bytes_max);
    return move(MDB_SET_RANGE, key);
}

Result<void> Cursor::erase() {
    const int code = mdb_cursor_del(cursor_.get(), 0);
    if (code != 0) return lmdb_error(code, "removing a row");
    return {};
}

}  // namespace saldo::store
