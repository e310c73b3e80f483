#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace saldo::hub {

/// One prepared statement that is run many times with other values. Values count from 1.
class SqliteInsert {
public:
    void text(int column, std::string_view value);
    void number(int column, std::uint64_t value);
    void blob(int column, ByteView value);
    /// Runs it and forgets the values. Errors: as SqliteFile.
    Result<void> run();

private:
    friend class SqliteFile;
    struct Close {
        void operator()(sqlite3_stmt* statement) const;
    };
    SqliteInsert(sqlite3_stmt* statement, std::string doing)
        : statement_{statement}, doing_{std::move(doing)} {}

    std::unique_ptr<sqlite3_stmt, Close> statement_;
    std::string doing_;
    bool is_bound_ = true;  ///< every value so far
};

/// A SQLite database that is written once, from the beginning: FILE.part, and FILE when it is whole
/// and durable. No journal: what is cut off is begun anew.
///
/// Errors name the path; unavailable when the disk is full; else storage.
class SqliteFile {
public:
    static Result<SqliteFile> create(const std::filesystem::path& path);
    Result<void> run(const std::string& statement);
    /// Valid as long as the file.
    Result<SqliteInsert> prepare(const std::string& statement);
    /// Makes the file durable and gives it its name. Needs: no statement is left.
    Result<void> finish();

    /// The first column of the first row of a question to a finished file; nothing where there is
    /// none. Errors: not_found; malformed for a file that is no such database.
    static Result<std::optional<std::string>> ask(const std::filesystem::path& path,
                                                  const std::string& question);

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    SqliteFile(sqlite3* database, std::filesystem::path path)
        : database_{database}, path_{std::move(path)} {}

    std::unique_ptr<sqlite3, Close> database_;
    std::filesystem::path path_;
};

}  // namespace saldo::hub
