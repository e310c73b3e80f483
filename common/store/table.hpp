#pragma once

#include "common/base/bytes.hpp"

namespace saldo::store {

/// A named table of an Env: unique keys in byte order (numbers in keys are big-endian), one value
/// each.
class Table {
public:
    static constexpr std::size_t key_bytes_max = 511;

    Table() = default;

private:
    friend class Env;
    friend class ReadTxn;
    friend class WriteTxn;
    explicit Table(unsigned handle) : handle_{handle} {}
    unsigned handle_ = 0;
};

/// A key and its value in place. Both point into the map: see the transaction for how long.
struct Row {
    ByteView key;
    ByteView value;
};

}  // namespace saldo::store
