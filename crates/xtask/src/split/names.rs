//! Short names for what a module imports from its script: wasm-bindgen's end with a hash each, which does not compress.

use std::collections::BTreeMap;

use wasm_encoder::ImportSection;
use wasm_encoder::reencode::Reencode;
use wasmparser::{ImportSectionReader, Parser};

use super::module::Module;
use super::{Error, explained};
use crate::step::{Failed, Outcome};

/// A module and its script with short names, `i0`, `i1` and so on, in place of those that the script has as
/// `name: function` and nowhere else.
///
/// # Errors
/// When the module is broken.
pub fn shortened(wasm: &[u8], script: &str) -> Outcome<(Vec<u8>, String)> {
    let shortened = || {
        let mut short = Short(BTreeMap::new());
        let mut script = script.to_owned();
        for import in Module::read(wasm)?.imports.into_iter().flat_map(ImportSectionReader::into_imports) {
            short.name(import?.name, &mut script);
        }
        let mut copy = wasm_encoder::Module::new();
        short.parse_core_module(&mut copy, Parser::new(0), wasm)?;
        Ok((copy.finish(), script))
    };
    shortened().map_err(explained)
}

/// Copies a module, and gives its imports their short names.
struct Short(BTreeMap<String, String>);

impl Short {
    fn name(&mut self, name: &str, script: &mut String) {
        let defined = format!(" {name}: function");
        if script.matches(name).count() == 1 && script.contains(&defined) {
            let short = format!("i{}", self.0.len());
            *script = script.replace(&defined, &format!(" {short}: function"));
            self.0.insert(name.to_owned(), short);
        }
    }
}

impl Reencode for Short {
    type Error = Failed;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section.into_imports() {
            let import = import?;
            let ty = self.entity_type(import.ty)?;
            let name = self.0.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, ty);
        }
        Ok(())
    }
}
