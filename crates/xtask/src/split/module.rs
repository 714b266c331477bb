//! A wasm module taken apart, as far as the splitter looks into it.

use std::collections::BTreeMap;

use wasmparser::{
    CustomSectionReader, Data, DataKind, ElementItems, ElementKind, Export, FunctionBody,
    GlobalSectionReader, ImportSectionReader, MemoryType, Operator, Parser, Payload, RefType, Table, TypeRef,
    TypeSectionReader,
};

use super::constants::Address;
use super::{Error, unsplittable};

/// A function's number: imported ones come first.
pub type Function = u32;
/// A place in the table of functions.
pub type Slot = u32;

/// A module's parts.
#[derive(Default)]
pub struct Module<'a> {
    pub types: Option<TypeSectionReader<'a>>,
    pub imports: Option<ImportSectionReader<'a>>,
    /// How many functions are imported; nothing else is.
    pub imported: u32,
    /// The type of each function, imported or not.
    pub functions: Vec<u32>,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Option<GlobalSectionReader<'a>>,
    pub exports: Vec<Export<'a>>,
    /// What the table of functions holds at first.
    pub elements: BTreeMap<Slot, Function>,
    /// The code of the functions that are not imported.
    pub bodies: Vec<FunctionBody<'a>>,
    /// What the memory holds at first: where, and what.
    pub memory: Vec<(Address, &'a [u8])>,
    /// Which features the code uses: wasm-opt wants to know.
    pub features: Option<CustomSectionReader<'a>>,
}

impl<'a> Module<'a> {
    /// Takes a module apart.
    pub fn read(wasm: &'a [u8]) -> Result<Module<'a>, Error> {
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.take(payload?)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), Error> {
        match payload {
            Payload::TypeSection(section) => self.types = Some(section),
            Payload::ImportSection(section) => {
                self.imports = Some(section.clone());
                self.take_imports(section)?;
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(section) => self.tables = section.into_iter().collect::<Result<_, _>>()?,
            Payload::MemorySection(section) => {
                self.memories = section.into_iter().collect::<Result<_, _>>()?
            }
            Payload::GlobalSection(section) => self.globals = Some(section),
            Payload::ExportSection(section) => {
                self.exports = section.into_iter().collect::<Result<_, _>>()?
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element?;
                    self.take_element(element.kind, element.items)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    self.memory.push((base(&data)?, data.data));
                }
            }
            Payload::CustomSection(section) if section.name() == "target_features" => {
                self.features = Some(section);
            }
            Payload::StartSection { .. } => return Err(unsplittable("it has a start function")),
            // Names and the like are dropped; what else there is comes from later versions of wasm.
            Payload::Version { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::DataCountSection { .. }
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            _ => return Err(unsplittable("it has a section that is not known here")),
        }
        Ok(())
    }

    fn take_imports(&mut self, section: ImportSectionReader<'a>) -> Result<(), Error> {
        for import in section.into_imports() {
            let TypeRef::Func(ty) = import?.ty else {
                return Err(unsplittable("it imports more than functions"));
            };
            self.imported += 1;
            self.functions.push(ty);
        }
        Ok(())
    }

    fn take_element(&mut self, kind: ElementKind<'a>, items: ElementItems<'a>) -> Result<(), Error> {
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) = (kind, items)
        else {
            return Err(unsplittable("its table is filled in another way than by compiled Rust"));
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err(unsplittable("a place in its table is computed"));
        };
        for (slot, function) in (value.cast_unsigned()..).zip(functions) {
            self.elements.insert(slot, function?);
        }
        Ok(())
    }

    /// The number of the table that has functions.
    pub fn function_table(&self) -> Result<u32, Error> {
        let place = self.tables.iter().position(|table| table.ty.element_type == RefType::FUNCREF);
        place.map(|place| place as u32).ok_or_else(|| unsplittable("it has no table of functions"))
    }
}

/// Where in memory a segment begins.
pub fn base(data: &Data) -> Result<Address, Error> {
    let DataKind::Active { offset_expr, .. } = &data.kind else {
        return Err(unsplittable("its memory is filled in another way than by compiled Rust"));
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        return Err(unsplittable("a place in its memory is computed"));
    };
    Ok(value.cast_unsigned())
}
