// Section sizes of a published set of unikernels (Spacer's later artifact, rodata_text_size.json): 32 common libraries, 10 programs.
import type { ImageSet, Library, LinkedImage } from "./sizes.ts";

type Row = readonly [name: string, text: number, rodata: number];

const COMMON: readonly Row[] = [
  ["kvmfcplat", 16582, 1136],
  ["kvmpf", 1423, 239],
  ["kvmvirtio", 10374, 1184],
  ["kvmvirtionet", 10233, 1616],
  ["lwip", 207174, 3264],
  ["newlibc", 386003, 45318],
  ["newlibglue", 25297, 14164],
  ["newlibm", 126034, 19024],
  ["posix_process", 5328, 221],
  ["posix_user", 4883, 9],
  ["pthread-embedded", 31388, 132],
  ["ramfs", 6286, 110],
  ["ukalloc", 2693, 0],
  ["ukallocbbuddy", 3794, 334],
  ["ukargparse", 419, 320],
  ["ukboot", 1947, 782],
  ["ukboot_main", 37, 46],
  ["ukbus", 1026, 159],
  ["ukdebug", 9539, 921],
  ["uklibparam", 7114, 2218],
  ["uklock", 175, 0],
  ["ukmmio", 1069, 213],
  ["ukmpi", 3487, 193],
  ["uknetdev", 6263, 329],
  ["uksched", 6757, 295],
  ["ukschedcoop", 2065, 83],
  ["uksglist", 4592, 335],
  ["uksignal", 6833, 59],
  ["ukswrand", 2220, 16],
  ["uktime", 5322, 64],
  ["uktimeconv", 928, 104],
  ["vfscore", 61777, 770],
];

/** Libraries that some of the images have. */
const SUBSET: readonly Row[] = [
  ["posix_sysinfo", 968, 0],
  ["ukmmap", 2374, 0],
  ["posix_libdl", 275, 19],
];

/** Programs, and the one library that two of them share. */
const OWN: readonly Row[] = [
  ["helloworld", 476, 1600],
  ["dns", 2027, 725],
  ["dhcp", 6024, 4476],
  ["ftp", 7743, 2187],
  ["proxy", 21145, 6044],
  ["iperf3", 99161, 25786],
  ["sqlite library", 720593, 57776],
  ["sqlite shell", 126866, 33935],
  ["weborf", 155611, 46381],
  ["nginx", 758363, 71355],
  ["haproxy", 1958122, 347531],
];

const sizes = (rows: readonly Row[]): Library[] => rows.map(([name, text, rodata]) => ({ name, text, rodata }));

export const publishedCommon: readonly Library[] = sizes(COMMON);
export const publishedSubset: readonly Library[] = sizes(SUBSET);

/** The ten programs, the five small ones first; haproxy, the largest, last. */
export const publishedPrograms = [
  "helloworld",
  "ftp",
  "dns",
  "dhcp",
  "proxy",
  "iperf3",
  "sqlite",
  "weborf",
  "nginx",
  "haproxy",
] as const;

const partsOf = (program: string): string[] =>
  program === "sqlite"
    ? ["sqlite library", "sqlite shell"]
    : program === "weborf"
      ? ["sqlite library", "weborf"]
      : [program];

/** Images of these programs, each on all common libraries. `ind`: bytes of each common library's table of jumps. */
export function publishedImages(
  programs: readonly string[],
  options: { readonly instances?: number; readonly private_pages?: number; readonly ind?: number } = {},
): ImageSet {
  const { instances = 1, private_pages = 0, ind = 0 } = options;
  return {
    libraries: [...publishedCommon.map((library) => ({ ...library, ind })), ...sizes(OWN)],
    images: programs.map(
      (name): LinkedImage => ({
        name,
        libraries: [...publishedCommon.map((library) => library.name), ...partsOf(name)],
        instances,
        private_pages,
      }),
    ),
  };
}
