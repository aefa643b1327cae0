/** The one global the engine uses beyond the language: a deep copy of plain data, the same on every host. */
declare function structuredClone<T>(value: T): T;
