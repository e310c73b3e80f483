#include "common/store/sealed.hpp"

#include <string>

namespace saldo::store {

Bytes sealed(ByteView key, ByteView value) {
    Bytes out;
    out.reserve(value.size() + 4);
    append(out, value);
    put_le(out, crc32c(value, crc32c(key)));
    return out;
}

Result<ByteView> unsealed(ByteView key, ByteView stored, std::string_view what) {
    const Error damaged{Errc::storage,
                        std::string{what} + " is damaged: its checksum does not fit its bytes"};
    if (stored.size() < 4) return damaged;
    const ByteView value = stored.first(stored.size() - 4);
    if (get_le<std::uint32_t>(stored.subspan(value.size())) != crc32c(value, crc32c(key))) {
        return damaged;
    }
    return value;
}

}  // namespace saldo::store
