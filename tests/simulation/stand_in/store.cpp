#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.hpp"
#include "common/store/env.hpp"
#include "tests/simulation/stand_in/disk.hpp"

// Other bodies for common/store: the same promises as LMDB's, over a Disk of the simulation.

struct MDB_env {
    saldo::sim::Disk* disk;
    std::vector<std::string> tables;
    bool is_dead = false;  ///< a commit failed: no handle of it may be used again
    bool is_writing = false;
    int readers = 0;
};

struct MDB_txn {
    struct Old {
        saldo::sim::Rows* rows;
        saldo::Bytes key;
        std::optional<saldo::Bytes> value;
    };
    MDB_env* env;
    bool is_write;
    std::vector<Old> undo;

    saldo::sim::Rows& rows(unsigned handle) const {
        return env->disk->image.tables[env->tables.at(handle)];
    }
    void roll_back() {
        for (auto old = undo.rbegin(); old != undo.rend(); ++old) {
            if (old->value) {
                (*old->rows)[old->key] = *old->value;
            } else {
                old->rows->erase(old->key);
            }
        }
        undo.clear();
    }
    void end() {
        if (is_write) {
            env->is_writing = false;
        } else {
            --env->readers;
        }
    }
};

struct MDB_cursor {
    enum class At { fresh, row, erased, end };
    MDB_txn* txn;
    saldo::sim::Rows* rows;
    saldo::sim::Rows::iterator place;
    At at = At::fresh;
};

namespace saldo::store {
namespace {

using sim::Crash;

Error disk_failed(std::string_view doing) {
    return {Errc::storage, std::string{doing} + ": the disk failed (EIO)"};
}

Bytes copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

/// Before a row is written: where the process may die, and the map may fill.
Result<void> may_write(MDB_txn& txn, ByteView key) {
    SALDO_CHECK(txn.is_write && !key.empty() && key.size() <= Table::key_bytes_max);
    sim::Disk& disk = *txn.env->disk;
    if (disk.hits(disk.faults.crash_writing, "crash: writing a row")) {
        throw Crash{"while a row was written"};
    }
    if (disk.hits(disk.faults.sudden_full, "disk full: in a transaction")) {
        return Error{Errc::unavailable, "writing a row: MDB_MAP_FULL"};
    }
    return {};
}

void change(MDB_txn& txn, unsigned handle, ByteView key, std::optional<ByteView> value) {
    sim::Rows& rows = txn.rows(handle);
    Bytes name = copy_of(key);
    const auto row = rows.find(name);
    const bool is_there = row != rows.end();
    txn.undo.push_back({&rows, name, is_there ? std::optional<Bytes>{row->second} : std::nullopt});
    if (value && is_there) {
        row->second = copy_of(*value);
    } else if (value) {
        rows.emplace(std::move(name), copy_of(*value));
    } else if (is_there) {
        rows.erase(row);
    }
}

}  // namespace

std::uint64_t Usage::room_bytes() const { return map_bytes - std::min(used_bytes, map_bytes); }

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    sim::Disk& disk = sim::disk_at(file);
    if (disk.is_open) return Error{Errc::unavailable, file.string() + " is in use"};
    return FolderLock{Descriptor{}};
}

Descriptor::~Descriptor() = default;
Result<void> create_private_folder(const std::filesystem::path&) { return {}; }

// ---- Env

void Env::Close::operator()(MDB_env* env) const {
    SALDO_CHECK(!env->is_writing && env->readers == 0);
    env->disk->is_open = false;
    delete env;
}

Env::Env(FolderLock lock, std::unique_ptr<MDB_env, Close> env, std::filesystem::path folder)
    : lock_{std::move(lock)}, env_{std::move(env)}, folder_{std::move(folder)} {}
Env::Env(Env&&) noexcept = default;
Env::~Env() = default;

Result<Env> Env::open(const std::filesystem::path& folder, const EnvOptions&) {
    auto lock = FolderLock::take(folder);
    if (!lock) return lock.error();
    sim::Disk& disk = sim::disk_at(folder);
    disk.is_open = true;
    return Env{std::move(*lock), std::unique_ptr<MDB_env, Close>{new MDB_env{&disk, {}}}, folder};
}

Result<Table> Env::table(std::string_view name) {
    env_->tables.emplace_back(name);
    (void)env_->disk->image.tables[env_->tables.back()];
    return Table{static_cast<unsigned>(env_->tables.size() - 1)};
}

Result<WriteTxn> Env::begin_write() {
    SALDO_CHECK(!env_->is_writing && env_->readers == 0);
    if (env_->is_dead) return disk_failed("beginning to write");
    env_->is_writing = true;
    return WriteTxn{new MDB_txn{env_.get(), true, {}}};
}

Result<ReadTxn> Env::begin_read() const {
    SALDO_CHECK(!env_->is_writing);
    sim::Disk& disk = *env_->disk;
    if (env_->is_dead || disk.hits(disk.faults.read_fails, "EIO: reading")) {
        return disk_failed("beginning to read");
    }
    ++env_->readers;
    return ReadTxn{new MDB_txn{env_.get(), false, {}}};
}

Result<Usage> Env::usage() const {
    constexpr std::uint64_t map_bytes = 1ULL << 30;
    const bool is_full = env_->disk->is_full;
    return Usage{.used_bytes = is_full ? map_bytes : 0,
                 .map_bytes = map_bytes,
                 .file_bytes = map_bytes,
                 .disk_free_bytes = 0};
}

Result<bool> Env::has_room(std::uint64_t) const { return !env_->disk->is_full; }

Result<int> Env::check_readers() { return 0; }

Result<bool> Env::copy_to(const std::filesystem::path&) const {
    return Error{Errc::unsupported, "the simulation copies images"};
}

// ---- ReadTxn, WriteTxn

ReadTxn::ReadTxn(MDB_txn* txn) : txn_{txn}, cursors_open_{std::make_unique<int>(0)} {}
ReadTxn::ReadTxn(ReadTxn&&) noexcept = default;

ReadTxn& ReadTxn::operator=(ReadTxn&& other) noexcept {
    SALDO_CHECK(!cursors_open_ || *cursors_open_ == 0);
    txn_ = std::move(other.txn_);
    cursors_open_ = std::move(other.cursors_open_);
    return *this;
}

ReadTxn::~ReadTxn() { SALDO_CHECK(!cursors_open_ || *cursors_open_ == 0); }

void ReadTxn::End::operator()(MDB_txn* txn) const {
    txn->roll_back();
    txn->end();
    delete txn;
}

Result<std::optional<ByteView>> ReadTxn::get(Table table, ByteView key) const {
    const sim::Rows& rows = txn_->rows(table.handle_);
    const auto row = rows.find(copy_of(key));
    if (row == rows.end()) return std::optional<ByteView>{};
    return std::optional<ByteView>{row->second};
}

Result<Cursor> ReadTxn::cursor(Table table) const {
    sim::Rows& rows = txn_->rows(table.handle_);
    return Cursor{new MDB_cursor{txn_.get(), &rows, rows.end()}, cursors_open_.get()};
}

Result<std::uint64_t> ReadTxn::count(Table table) const { return txn_->rows(table.handle_).size(); }

Result<void> WriteTxn::put(Table table, ByteView key, ByteView value) {
    if (const auto may = may_write(*txn_, key); !may) return may.error();
    change(*txn_, table.handle_, key, value);
    return {};
}

Result<bool> WriteTxn::insert(Table table, ByteView key, ByteView value) {
    if (const auto may = may_write(*txn_, key); !may) return may.error();
    if (txn_->rows(table.handle_).contains(copy_of(key))) return false;
    change(*txn_, table.handle_, key, value);
    return true;
}

Result<void> WriteTxn::append(Table table, ByteView key, ByteView value) {
    if (const auto may = may_write(*txn_, key); !may) return may.error();
    const sim::Rows& rows = txn_->rows(table.handle_);
    if (!rows.empty() && !std::ranges::lexicographical_compare(rows.rbegin()->first, key)) {
        return Error{Errc::conflict, "a row to be appended is not the last"};
    }
    change(*txn_, table.handle_, key, value);
    return {};
}

Result<bool> WriteTxn::erase(Table table, ByteView key) {
    if (const auto may = may_write(*txn_, key); !may) return may.error();
    if (!txn_->rows(table.handle_).contains(copy_of(key))) return false;
    change(*txn_, table.handle_, key, std::nullopt);
    return true;
}

Result<void> WriteTxn::commit() {
    SALDO_CHECK(txn_ != nullptr && *cursors_open_ == 0);
    sim::Disk& disk = *txn_->env->disk;
    // Until here nothing is on the platter: leaving by throw rolls back.
    if (disk.hits(disk.faults.crash_before_commit, "crash: before a commit")) {
        throw Crash{"before a commit"};
    }
    if (disk.hits(disk.faults.crash_in_commit, "crash: inside a commit")) {
        if (disk.coin()) txn_->undo.clear();
        throw Crash{"inside a commit"};
    }
    if (disk.hits(disk.faults.commit_fails, "EIO: committing")) {
        if (disk.coin()) txn_->undo.clear();
        txn_->env->is_dead = true;
        txn_.reset();
        return disk_failed("committing");
    }
    ++disk.commits;
    txn_->undo.clear();
    txn_.reset();
    if (disk.hits(disk.faults.crash_after_commit, "crash: after a commit")) {
        throw Crash{"after a commit"};
    }
    return {};
}

// ---- Cursor

Cursor::Cursor(MDB_cursor* cursor, int* open_count) : cursor_{cursor}, open_count_{open_count} {
    ++*open_count_;
}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor::~Cursor() {
    if (cursor_) --*open_count_;
}
void Cursor::Close::operator()(MDB_cursor* cursor) const { delete cursor; }

namespace {

std::optional<Row> row_at(MDB_cursor& cursor) {
    using At = MDB_cursor::At;
    cursor.at = cursor.place == cursor.rows->end() ? At::end : At::row;
    if (cursor.at == At::end) return std::nullopt;
    return Row{.key = cursor.place->first, .value = cursor.place->second};
}

}  // namespace

Result<std::optional<Row>> Cursor::first() {
    cursor_->place = cursor_->rows->begin();
    return row_at(*cursor_);
}

Result<std::optional<Row>> Cursor::last() {
    cursor_->place = cursor_->rows->end();
    if (!cursor_->rows->empty()) --cursor_->place;
    return row_at(*cursor_);
}

Result<std::optional<Row>> Cursor::at_or_after(ByteView key) {
    SALDO_CHECK(!key.empty() && key.size() <= Table::key_bytes_max);
    cursor_->place = cursor_->rows->lower_bound(copy_of(key));
    return row_at(*cursor_);
}

Result<std::optional<Row>> Cursor::next() {
    if (cursor_->at == MDB_cursor::At::fresh) return first();
    if (cursor_->at == MDB_cursor::At::row) ++cursor_->place;
    return row_at(*cursor_);
}

Result<std::optional<Row>> Cursor::previous() {
    if (cursor_->at == MDB_cursor::At::fresh || cursor_->at == MDB_cursor::At::end) return last();
    if (cursor_->place == cursor_->rows->begin()) return std::optional<Row>{};
    --cursor_->place;
    return row_at(*cursor_);
}

Result<void> Cursor::erase() {
    SALDO_CHECK(cursor_->at == MDB_cursor::At::row && cursor_->txn->is_write);
    MDB_txn& txn = *cursor_->txn;
    txn.undo.push_back({cursor_->rows, cursor_->place->first, cursor_->place->second});
    cursor_->place = cursor_->rows->erase(cursor_->place);
    cursor_->at = MDB_cursor::At::erased;
    return {};
}

}  // namespace saldo::store
