#include "hub/export/sqlite_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "common/store/file.hpp"
#include "hub/export/part_file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

Error sqlite_error(sqlite3* database, const std::string& doing) {
    const int code = sqlite3_errcode(database);
    const auto means = code == SQLITE_FULL ? Errc::unavailable : Errc::storage;
    return {means, doing + ": " + sqlite3_errmsg(database)};
}

}  // namespace

void SqliteInsert::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void SqliteInsert::text(int column, std::string_view value) {
    const auto done = sqlite3_bind_text64(statement_.get(), column, value.data(), value.size(),
                                          SQLITE_TRANSIENT, SQLITE_UTF8);
    is_bound_ = is_bound_ && done == SQLITE_OK;
}

void SqliteInsert::number(int column, std::uint64_t value) {
    const auto done =
        sqlite3_bind_int64(statement_.get(), column, static_cast<sqlite3_int64>(value));
    is_bound_ = is_bound_ && done == SQLITE_OK;
}

void SqliteInsert::blob(int column, ByteView value) {
    const auto done =
        sqlite3_bind_blob64(statement_.get(), column, value.data(), value.size(), SQLITE_TRANSIENT);
    is_bound_ = is_bound_ && done == SQLITE_OK;
}

Result<void> SqliteInsert::run() {
    const bool is_done = is_bound_ && sqlite3_step(statement_.get()) == SQLITE_DONE;
    if (!is_done) return sqlite_error(sqlite3_db_handle(statement_.get()), doing_);
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    return {};
}

void SqliteFile::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

Result<SqliteFile> SqliteFile::create(const fs::path& path) {
    const fs::path part = PartFile::part_of(path);
    if (::unlink(part.c_str()) != 0 && errno != ENOENT) {
        return store::system_error(errno, "removing " + part.string());
    }
    sqlite3* database = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int opened = sqlite3_open_v2(part.c_str(), &database, flags, nullptr);
    SqliteFile file{database, path};
    if (opened != SQLITE_OK) return sqlite_error(database, "making " + part.string());
    const auto set = file.run(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        "BEGIN");
    if (!set) return set.error();
    return file;
}

Result<void> SqliteFile::run(const std::string& statement) {
    const int done = sqlite3_exec(database_.get(), statement.c_str(), nullptr, nullptr, nullptr);
    if (done != SQLITE_OK) {
        return sqlite_error(database_.get(), "writing " + PartFile::part_of(path_).string());
    }
    return {};
}

Result<SqliteInsert> SqliteFile::prepare(const std::string& statement) {
    const std::string doing = "writing " + PartFile::part_of(path_).string();
    sqlite3_stmt* prepared = nullptr;
    const int done = sqlite3_prepare_v2(database_.get(), statement.c_str(), -1, &prepared, nullptr);
    if (done != SQLITE_OK) return sqlite_error(database_.get(), doing);
    return SqliteInsert{prepared, doing};
}

Result<void> SqliteFile::finish() {
    if (const auto done = run("COMMIT"); !done) return done.error();
    const fs::path part = PartFile::part_of(path_);
    if (sqlite3_close(database_.get()) != SQLITE_OK) {
        return sqlite_error(database_.get(), "closing " + part.string());
    }
    (void)database_.release();
    const store::Descriptor file{::open(part.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open() || ::fsync(file.number()) != 0) {
        return store::system_error(errno, "flushing " + part.string());
    }
    if (::rename(part.c_str(), path_.c_str()) != 0) {
        return store::system_error(errno, "naming " + path_.string());
    }
    return store::sync_folder(path_.has_parent_path() ? path_.parent_path() : ".");
}

Result<std::optional<std::string>> SqliteFile::ask(const fs::path& path,
                                                   const std::string& question) {
    std::error_code error;
    if (!fs::exists(path, error)) return Error{Errc::not_found, "no file " + path.string()};
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, Close> held{database};
    sqlite3_stmt* prepared = nullptr;
    const bool is_asked =
        opened == SQLITE_OK &&
        sqlite3_prepare_v2(database, question.c_str(), -1, &prepared, nullptr) == SQLITE_OK;
    const std::unique_ptr<sqlite3_stmt, SqliteInsert::Close> statement{prepared};
    if (!is_asked) return malformed(path.string() + ": " + sqlite3_errmsg(database));
    if (sqlite3_step(prepared) != SQLITE_ROW) return std::optional<std::string>{};
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared, 0));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0));
    return std::optional<std::string>{std::in_place, bytes == nullptr ? "" : bytes, size};
}

}  // namespace saldo::hub
