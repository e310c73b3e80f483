#include "hub/customs/finding_texts.hpp"

#include <cstddef>

#include "hub/customs/finding_texts_private.hpp"

namespace saldo::customs {

const FindingTexts& texts_of(FindingCode code) {
    const auto at = static_cast<std::size_t>(code);
    return at < set_texts_count ? set_texts()[at] : row_texts()[at - set_texts_count];
}

}  // namespace saldo::customs
