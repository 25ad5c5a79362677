"""An import contract of our own for `lint-imports`: a pure rule needs no library."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StandardLibraryOnly(Contract):
    """Each of `pure_modules` imports only the standard library and other pure modules."""

    pure_modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        pure = set(cast(list[str], self.pure_modules))
        impure = {
            module: sorted(
                imported
                for imported in graph.find_modules_directly_imported_by(module)
                if imported not in pure and imported.split(".")[0] not in sys.stdlib_module_names
            )
            for module in sorted(pure)
        }
        reported = {module: imported for module, imported in impure.items() if imported}
        return ContractCheck(kept=not reported, metadata={"impure": reported})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, imported in check.metadata["impure"].items():
            output.print_error(f"{module} imports {', '.join(imported)}")
