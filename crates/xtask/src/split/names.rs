//! Short names between a module and its script: wasm-bindgen's are long, and those of imports end with a hash each, which
//! does not compress.

use std::collections::BTreeMap;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{ExportSection, ImportSection};
use wasmparser::{Export, ExternalKind, ImportSectionReader, Parser};

use super::module::Module;
use super::{Error, explained};
use crate::step::{Failed, Outcome};

/// A module and its script with short names: `i0`, `i1` and so on for imports that the script has as `name: function`
/// and nowhere else, `e0`, `e1` and so on for exported functions, which it calls as `wasm.name`.
///
/// # Errors
/// When the module is broken.
pub fn shortened(wasm: &[u8], script: &str) -> Outcome<(Vec<u8>, String)> {
    let shortened = || {
        let module = Module::read(wasm)?;
        let mut short = Short::default();
        let mut script = script.to_owned();
        for import in module.imports.into_iter().flat_map(ImportSectionReader::into_imports) {
            short.import(import?.name, &mut script);
        }
        let script = short.exports(&module.exports, &script);
        let mut copy = wasm_encoder::Module::new();
        short.parse_core_module(&mut copy, Parser::new(0), wasm)?;
        Ok((copy.finish(), script))
    };
    shortened().map_err(explained)
}

/// Copies a module, and gives its imports and exports their short names.
#[derive(Default)]
struct Short {
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

impl Short {
    fn import(&mut self, name: &str, script: &mut String) {
        let defined = format!(" {name}: function");
        if script.matches(name).count() == 1 && script.contains(&defined) {
            let short = format!("i{}", self.imports.len());
            *script = script.replace(&defined, &format!(" {short}: function"));
            self.imports.insert(name.to_owned(), short);
        }
    }

    /// The script, in which the exported functions have their short names.
    fn exports(&mut self, exports: &[Export], script: &str) -> String {
        let functions = exports.iter().filter(|export| export.kind == ExternalKind::Func);
        self.exports =
            functions.zip(0..).map(|(export, at)| (export.name.to_owned(), format!("e{at}"))).collect();
        let mut parts = script.split("wasm.");
        let mut short = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            short += "wasm.";
            short += self.exports.get(name).map_or(name, String::as_str);
            short += rest;
        }
        short
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
            let name = self.imports.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, ty);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error> {
        let kind = self.export_kind(export.kind)?;
        let index = self.external_index(export.kind, export.index)?;
        let short = self.exports.get(export.name).filter(|_| export.kind == ExternalKind::Func);
        exports.export(short.map_or(export.name, String::as_str), kind, index);
        Ok(())
    }
}
