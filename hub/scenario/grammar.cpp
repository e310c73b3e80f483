#include "hub/scenario/grammar.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/scenario/slots.hpp"

namespace saldo::scenario {

const Shape* find_shape(const std::vector<Shape>& shapes, std::string_view keyword) {
    const auto found = std::ranges::find(shapes, keyword, &Shape::keyword);
    return found == shapes.end() ? nullptr : &*found;
}

std::string form_of(const Shape& shape) {
    std::string form{shape.keyword};
    for (const Slot& slot : shape.words) form.append(" ").append(slot.what);
    for (const Slot& slot : shape.rest) {
        form.append(" ");
        if (shape.rest_min == 0) form.append("[");
        form.append(slot.what);
        if (shape.rest_min == 0) form.append("]");
        if (shape.rest_max > 1) form.append("…");
    }
    return form;
}

std::vector<Shape> slots::joined(std::vector<std::vector<Shape>> tables) {
    std::vector<Shape> shapes;
    for (std::vector<Shape>& table : tables) {
        for (Shape& shape : table) {
            for (const Slot& field : shape.fields) {
                shape.needs_company = shape.needs_company || field.refers == Space::company;
            }
            shapes.push_back(std::move(shape));
        }
    }
    return shapes;
}

}  // namespace saldo::scenario
