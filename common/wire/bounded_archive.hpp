#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <cereal/cereal.hpp>

#include "common/base/bytes.hpp"
#include "common/base/text.hpp"

namespace saldo::wire {

// Our own archive for cereal (sync.md section 5). Integers little-endian and of fixed width; a bool
// is 0 or 1; no floating point, no pointers, nothing of cereal/types/. Every count is checked
// against its limit and against the bytes that are left before anything is allocated for it.

/// Thrown inside the archive only; becomes Errc::malformed at the edge of this folder.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class BoundedOutput : public cereal::OutputArchive<BoundedOutput, cereal::AllowEmptyClassElision> {
public:
    explicit BoundedOutput(Bytes& out) : OutputArchive{this}, out_{out} {}
    void put(ByteView bytes) { append(out_, bytes); }
    template <class T>
    void put_integer(T value) {
        put_le(out_, value);
    }

private:
    Bytes& out_;
};

class BoundedInput : public cereal::InputArchive<BoundedInput, cereal::AllowEmptyClassElision> {
public:
    explicit BoundedInput(ByteView bytes) : InputArchive{this}, left_{bytes} {}
    /// The next n bytes. The one primitive that everything reads through.
    ByteView take(std::size_t n) {
        if (n > left_.size()) throw Malformed{"the bytes end too soon"};
        const ByteView taken = left_.first(n);
        left_ = left_.subspan(n);
        return taken;
    }
    template <class T>
    T take_integer() {
        return get_le<T>(take(sizeof(T)));
    }
    std::size_t left() const { return left_.size(); }

private:
    ByteView left_;
};

template <class T>
concept WireInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <WireInteger T>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const T& value) {
    archive.put_integer(value);
}
template <WireInteger T>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, T& value) {
    value = archive.take_integer<T>();
}
inline void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const bool& value) {
    archive.put_integer(static_cast<std::uint8_t>(value ? 1 : 0));
}
inline void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, bool& value) {
    const auto byte = archive.take_integer<std::uint8_t>();
    if (byte > 1) throw Malformed{"a bool is 0 or 1"};
    value = byte == 1;
}

/// An enum with its first and last lawful number.
template <class E>
struct EnumField {
    E& value;
    std::underlying_type_t<E> first;
    std::underlying_type_t<E> last;
};
template <class E>
EnumField<E> ranged(E& value, std::underlying_type_t<E> first, std::underlying_type_t<E> last) {
    return {value, first, last};
}
template <class E>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const EnumField<E>& field) {
    archive.put_integer(static_cast<std::underlying_type_t<E>>(field.value));
}
template <class E>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, EnumField<E>& field) {
    const auto number = archive.take_integer<std::underlying_type_t<E>>();
    if (number < field.first || number > field.last) throw Malformed{"an enum is out of range"};
    field.value = static_cast<E>(number);
}

/// UTF-8 text of at most Max bytes: length u16, bytes.
template <std::size_t Max>
struct TextField {
    static_assert(Max <= 0xFFFF);
    std::string& value;
};
template <std::size_t Max>
TextField<Max> text(std::string& value) {
    return {value};
}
template <std::size_t Max>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const TextField<Max>& field) {
    if (field.value.size() > Max) throw Malformed{"a text is longer than its limit"};
    archive.put_integer(static_cast<std::uint16_t>(field.value.size()));
    archive.put(as_bytes(field.value));
}
template <std::size_t Max>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, TextField<Max>& field) {
    const std::size_t length = archive.take_integer<std::uint16_t>();
    if (length > Max) throw Malformed{"a text is longer than its limit"};
    const std::string_view taken = as_text(archive.take(length));
    if (!is_utf8(taken)) throw Malformed{"a text is not UTF-8"};
    field.value.assign(taken);
}

/// Raw bytes kept in a string (a scanner's frame need not be UTF-8): length u16, bytes.
template <std::size_t Max>
struct RawField {
    static_assert(Max <= 0xFFFF);
    std::string& value;
};
template <std::size_t Max>
RawField<Max> raw(std::string& value) {
    return {value};
}
template <std::size_t Max>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const RawField<Max>& field) {
    if (field.value.size() > Max) throw Malformed{"raw bytes are longer than their limit"};
    archive.put_integer(static_cast<std::uint16_t>(field.value.size()));
    archive.put(as_bytes(field.value));
}
template <std::size_t Max>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, RawField<Max>& field) {
    const std::size_t length = archive.take_integer<std::uint16_t>();
    if (length > Max) throw Malformed{"raw bytes are longer than their limit"};
    field.value.assign(as_text(archive.take(length)));
}

/// At most Max items, each of at least ItemMin encoded bytes: count u32, items.
template <class T, std::size_t Max, std::size_t ItemMin>
struct ListField {
    static_assert(ItemMin > 0);
    std::vector<T>& value;
};
template <std::size_t Max, std::size_t ItemMin, class T>
ListField<T, Max, ItemMin> list(std::vector<T>& value) {
    return {value};
}
template <class T, std::size_t Max, std::size_t ItemMin>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const ListField<T, Max, ItemMin>& field) {
    if (field.value.size() > Max) throw Malformed{"a list is longer than its limit"};
    archive.put_integer(static_cast<std::uint32_t>(field.value.size()));
    for (const T& item : field.value) archive(item);
}
template <class T, std::size_t Max, std::size_t ItemMin>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, ListField<T, Max, ItemMin>& field) {
    const std::size_t count = archive.take_integer<std::uint32_t>();
    if (count > Max || count > archive.left() / ItemMin) {
        throw Malformed{"a list is longer than its limit"};
    }
    field.value.clear();
    field.value.reserve(count);
    for (std::size_t i = 0; i < count; ++i) archive(field.value.emplace_back());
}

/// Present or not: bool, then the value.
template <class T>
struct OptionalField {
    std::optional<T>& value;
};
template <class T>
OptionalField<T> maybe(std::optional<T>& value) {
    return {value};
}
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(BoundedOutput& archive, const OptionalField<T>& field) {
    archive(field.value.has_value());
    if (field.value) archive(*field.value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(BoundedInput& archive, OptionalField<T>& field) {
    bool present = false;
    archive(present);
    field.value.reset();
    if (present) archive(field.value.emplace());
}

}  // namespace saldo::wire

CEREAL_SETUP_ARCHIVE_TRAITS(saldo::wire::BoundedInput, saldo::wire::BoundedOutput)
