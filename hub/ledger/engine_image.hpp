#pragma once

#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "hub/ledger/documents.hpp"
#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_editor.hpp"

namespace saldo::ledger {

// How documents and pools lie in segments. Little-endian; checkpoints are not kept, for deriving
// them costs less than reading them.
//
//     document   day i32, phase u8, pedimento u64, text bytes u16, name bytes u16, text, name
//     pool       lots u32, uses u32, reservations u32, then each in order:
//       lot      quantity i64, entry day i32, term end day i32, available day i32, document u32,
//                line u32, id u32
//       use      asked i64, packed u64, document u32, day i32
//       reservation   position of its use u32, id of its lot u32

/// Appends documents [first, end).
void put_documents(Bytes& out, const Documents& documents, std::uint32_t first, std::uint32_t end);
/// Adds what put_documents wrote. Errors: malformed.
Result<void> add_documents(ByteView bytes, Documents& documents);

void put_pool(Bytes& out, const Pool& pool);
/// Reads one pool off the front of the bytes and derives its checkpoints. Errors: malformed.
Result<void> take_pool(ByteView& bytes, PoolEditor& editor, Pool& pool);

}  // namespace saldo::ledger
