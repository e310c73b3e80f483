#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::test {

/// What an archive may claim about one entry against the truth.
struct ZipLie {
    std::uint32_t size = 0;    ///< 0: the truth
    std::uint32_t packed = 0;  ///< 0: the truth
    std::uint16_t flags = 0;   ///< 1: encrypted
    bool wrong_checksum = false;
};

/// Writes a zip in memory without compression, and lies where a test asks for it.
class ZipText {
public:
    ZipText& add(const std::string& name, std::string_view bytes, const ZipLie& lie = {}) {
        Entry entry{name,
                    static_cast<std::uint32_t>(text_.size()),
                    lie.size != 0 ? lie.size : static_cast<std::uint32_t>(bytes.size()),
                    lie.packed != 0 ? lie.packed : static_cast<std::uint32_t>(bytes.size()),
                    crc32(bytes) ^ (lie.wrong_checksum ? 1U : 0U),
                    lie.flags};
        put32(text_, 0x04034b50);
        put_common(text_, entry);
        text_ += name;
        text_ += bytes;
        entries_.push_back(entry);
        return *this;
    }

    /// The whole archive.
    std::string bytes() const {
        std::string all = text_;
        const auto directory = static_cast<std::uint32_t>(all.size());
        for (const Entry& entry : entries_) {
            put32(all, 0x02014b50);
            put16(all, 20);
            put_common(all, entry);
            put16(all, 0);  // comment
            put16(all, 0);  // disk
            put16(all, 0);  // inner attributes
            put32(all, 0);  // outer attributes
            put32(all, entry.offset);
            all += entry.name;
        }
        const auto size = static_cast<std::uint32_t>(all.size()) - directory;
        put32(all, 0x06054b50);
        put32(all, 0);  // disks
        put16(all, static_cast<std::uint16_t>(entries_.size()));
        put16(all, static_cast<std::uint16_t>(entries_.size()));
        put32(all, size);
        put32(all, directory);
        put16(all, 0);  // comment
        return all;
    }

private:
    struct Entry {
        std::string name;
        std::uint32_t offset;
        std::uint32_t size;
        std::uint32_t packed;
        std::uint32_t crc;
        std::uint16_t flags;
    };
    static void put16(std::string& out, std::uint16_t value) {
        out.push_back(static_cast<char>(value & 0xFF));
        out.push_back(static_cast<char>(value >> 8));
    }
    static void put32(std::string& out, std::uint32_t value) {
        put16(out, static_cast<std::uint16_t>(value & 0xFFFF));
        put16(out, static_cast<std::uint16_t>(value >> 16));
    }
    /// From the version needed to the length of the extra field.
    static void put_common(std::string& out, const Entry& entry) {
        put16(out, 20);
        put16(out, entry.flags);
        put16(out, 0);           // stored
        put32(out, 0x5a210000);  // a day of 2025
        put32(out, entry.crc);
        put32(out, entry.packed);
        put32(out, entry.size);
        put16(out, static_cast<std::uint16_t>(entry.name.size()));
        put16(out, 0);
    }
    static std::uint32_t crc32(std::string_view bytes) {
        std::uint32_t crc = 0xFFFFFFFF;
        for (char c : bytes) {
            crc ^= static_cast<unsigned char>(c);
            for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
        }
        return ~crc;
    }

    std::string text_;
    std::vector<Entry> entries_;
};

}  // namespace saldo::test
