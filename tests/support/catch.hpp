#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "common/base/result.hpp"

// What every test includes: Catch2, and how it prints a Result.

namespace Catch {

template <class T>
struct StringMaker<saldo::Result<T>> {
    static std::string convert(const saldo::Result<T>& result) {
        if (!result) return "error: " + result.error().what;
        return "a value";
    }
};

}  // namespace Catch
