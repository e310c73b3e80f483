# Data as text inside a program that may read no files.
#
#   saldo_embed_text(out NAMESPACE NAME FILE)   out: a generated source that defines `const std::string_view NAME`
#
# The header that declares NAME is ours. The file is read at build time, by this script itself (cmake -P).
if(CMAKE_SCRIPT_MODE_FILE)
    file(READ "${FILE}" text)
    file(WRITE "${OUT}" "#include <string_view>
namespace ${NAMESPACE} {
extern const std::string_view ${NAME};
const std::string_view ${NAME} = R\"text(${text})text\";
}  // namespace ${NAMESPACE}
")
    return()
endif()

set(saldo_embed_script ${CMAKE_CURRENT_LIST_FILE})
function(saldo_embed_text out namespace name file)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    add_custom_command(OUTPUT ${source}
        COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DNAME=${name} -DFILE=${file} -DOUT=${source}
                -P ${saldo_embed_script}
        DEPENDS ${file} ${saldo_embed_script}
        VERBATIM)
    set(${out} ${source} PARENT_SCOPE)
endfunction()
