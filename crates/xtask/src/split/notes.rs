//! The notes that the linker leaves in a module when it is told to (`--emit-relocs`): which symbol is where, and which
//! places in code and memory have the address of which symbol.

use std::collections::BTreeMap;
use std::ops::Range;

use wasm_encoder::{Module as Wasm, RawSection};
use wasmparser::{
    Data, KnownCustom, Linking, Name, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

use super::constants::{Address, Constant, Constants};
use super::module::base;
use super::{Error, explained, unsplittable};
use crate::step::Outcome;

/// The name of the segment that is never written to.
const READ_ONLY: &str = ".rodata";

/// Reads the notes.
///
/// # Errors
/// When the module is broken or has none.
pub fn constants(wasm: &[u8]) -> Outcome<Constants> {
    Notes::read(wasm).and_then(Notes::constants).map_err(explained)
}

/// The module without the notes, which other tools would not keep true.
///
/// # Errors
/// When the module is broken.
pub fn without(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let stripped = || {
        let mut stripped = Wasm::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let is_note = matches!(&payload, Payload::CustomSection(section)
                if section.name() == "linking" || section.name().starts_with("reloc."));
            if let Some((id, range)) = payload.as_section().filter(|_| !is_note) {
                stripped.section(&RawSection { id, data: &wasm[range.start as usize..range.end as usize] });
            }
        }
        Ok(stripped.finish())
    };
    stripped().map_err(explained)
}

/// A segment of memory.
struct Segment<'a> {
    base: Address,
    /// Where its bytes begin in the data section.
    offset: u32,
    bytes: &'a [u8],
}

#[derive(Default)]
struct Notes<'a> {
    segments: Vec<Segment<'a>>,
    /// The segment that is never written to.
    read_only: Option<u32>,
    /// Where each symbol is, by its number, if it is data: its segment, and its place.
    symbols: Vec<Option<(u32, Range<Address>)>>,
    in_code: Vec<RelocationEntry>,
    in_data: Vec<RelocationEntry>,
}

impl<'a> Notes<'a> {
    fn read(wasm: &'a [u8]) -> Result<Notes<'a>, Error> {
        let mut notes = Notes::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::DataSection(section) => {
                    let start = section.range().start;
                    for data in section {
                        notes.segments.push(segment(&data?, start)?);
                    }
                }
                Payload::CustomSection(section) => match (section.as_known(), section.name()) {
                    (KnownCustom::Name(names), _) => {
                        for name in names {
                            notes.take_name(name?)?;
                        }
                    }
                    (KnownCustom::Linking(linking), _) => {
                        for part in linking.subsections() {
                            notes.take_symbols(part?)?;
                        }
                    }
                    (KnownCustom::Reloc(relocations), "reloc.CODE") => {
                        notes.in_code = relocations.entries().into_iter().collect::<Result<_, _>>()?;
                    }
                    (KnownCustom::Reloc(relocations), "reloc.DATA") => {
                        notes.in_data = relocations.entries().into_iter().collect::<Result<_, _>>()?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(notes)
    }

    fn take_name(&mut self, name: Name) -> Result<(), Error> {
        if let Name::Data(names) = name {
            for name in names {
                let name = name?;
                self.read_only = if name.name == READ_ONLY { Some(name.index) } else { self.read_only };
            }
        }
        Ok(())
    }

    /// The segments have been read before: the section with the symbols comes after that with the data.
    fn take_symbols(&mut self, part: Linking) -> Result<(), Error> {
        let Linking::SymbolTable(symbols) = part else { return Ok(()) };
        for symbol in symbols {
            let SymbolInfo::Data { symbol: Some(symbol), .. } = symbol? else {
                self.symbols.push(None);
                continue;
            };
            let segment = self.segments.get(symbol.index as usize);
            self.symbols.push(segment.map(|segment| {
                let start = segment.base + symbol.offset;
                (symbol.index, start..start + symbol.size)
            }));
        }
        Ok(())
    }

    fn constants(self) -> Result<Constants, Error> {
        let read_only =
            self.read_only.ok_or_else(|| unsplittable("the linker has not said what is read only"))?;
        let mut constants = Constants::default();
        let mut numbers: BTreeMap<usize, Constant> = BTreeMap::new();
        for (symbol, place) in self.symbols.iter().enumerate() {
            let Some((_, place)) = place.as_ref().filter(|(segment, _)| *segment == read_only) else {
                continue;
            };
            numbers.insert(symbol, constants.places.len());
            constants.places.push(place.clone());
        }
        for entry in &self.in_code {
            if let Some((constant, place)) = self.target(entry, &numbers) {
                let address = place.start.wrapping_add_signed(entry.addend as i32);
                constants.named.entry(address).or_default().insert(constant);
            }
        }
        for entry in &self.in_data {
            if let (Some((constant, _)), Some(at)) =
                (self.target(entry, &numbers), self.address(entry.offset))
            {
                constants.pointers.insert(at, constant);
            }
        }
        constants.locations =
            (0..constants.places.len()).filter(|constant| self.is_location(&constants, *constant)).collect();
        Ok(constants)
    }

    /// Whether a constant is a place in a source file: a pointer to a path, its length, a line and a column.
    fn is_location(&self, constants: &Constants, constant: Constant) -> bool {
        let place = &constants.places[constant];
        let path = constants.pointers.get(&place.start).map(|path| constants.places[*path].start);
        let length =
            self.bytes(place.start + 4, 4).map(|bytes| bytes.try_into().map_or(0, u32::from_le_bytes));
        let is_path = |path, length| self.bytes(path, length).is_some_and(|path| path.ends_with(b".rs"));
        place.len() == 16 && path.zip(length).is_some_and(|(path, length)| is_path(path, length))
    }

    /// The constant whose address an entry is about.
    fn target(
        &self,
        entry: &RelocationEntry,
        numbers: &BTreeMap<usize, Constant>,
    ) -> Option<(Constant, &Range<Address>)> {
        use RelocationType::{MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb};
        if !matches!(entry.ty, MemoryAddrI32 | MemoryAddrLeb | MemoryAddrSleb) {
            return None;
        }
        let symbol = entry.index as usize;
        let (_, place) = self.symbols.get(symbol)?.as_ref()?;
        Some((*numbers.get(&symbol)?, place))
    }

    /// Where in memory a byte of the data section goes.
    fn address(&self, offset: u32) -> Option<Address> {
        let inside = |segment: &Segment| {
            offset.checked_sub(segment.offset).filter(|at| (*at as usize) < segment.bytes.len())
        };
        self.segments.iter().find_map(|segment| Some(segment.base + inside(segment)?))
    }

    /// What is in memory from an address on.
    fn bytes(&self, from: Address, length: u32) -> Option<&'a [u8]> {
        self.segments.iter().find_map(|segment| {
            let start = from.checked_sub(segment.base)? as usize;
            segment.bytes.get(start..start.checked_add(length as usize)?)
        })
    }
}

fn segment<'a>(data: &Data<'a>, start: u64) -> Result<Segment<'a>, Error> {
    let offset = (data.range.end - start) as u32 - data.data.len() as u32;
    Ok(Segment { base: base(data)?, offset, bytes: data.data })
}
