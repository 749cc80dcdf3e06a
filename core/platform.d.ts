/**
 * What every platform core runs on has besides the language: text to bytes and base64 (WHATWG Encoding, HTML).
 * Nothing here asks for the time, the machine or the world.
 */
declare class TextEncoder { encode(text: string): Uint8Array<ArrayBuffer> }
declare class TextDecoder { constructor(label?: string, options?: { fatal?: boolean }); decode(bytes: Uint8Array): string }
declare function btoa(binary: string): string
declare function atob(text: string): string
