using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies an ELF library; if this system's libstdc++ lacks GLIBCXX_3.4.32, the copy requires that version only weakly.</summary>
public sealed class WeakenLibstdcxxVersion : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const byte Weak = 2; // VER_FLG_WEAK

    [Required]
    public string Source { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        var library = File.ReadAllBytes(Source);
        if (!SystemHasVersion() && !Weaken(library))
        {
            Log.LogError("{0} does not ask for {1}, so nothing has to be patched any more: remove this task.", Source, Version);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)));
        File.WriteAllBytes(Destination, library);
        return true;
    }

    private static bool SystemHasVersion()
    {
        var library = dlopen("libstdc++.so.6", 1);
        return library != IntPtr.Zero && dlvsym(library, "_ZSt21ios_base_library_initv", Version) != IntPtr.Zero;
    }

    // 64-bit little-endian ELF, as the System V ABI and the Linux Standard Base describe it.
    private static bool Weaken(byte[] elf)
    {
        var sections = BitConverter.ToInt64(elf, 0x28); // e_shoff
        var (size, count) = (BitConverter.ToUInt16(elf, 0x3a), BitConverter.ToUInt16(elf, 0x3c)); // e_shentsize, e_shnum
        long Header(int section) => sections + (section * size);
        long Offset(long header) => BitConverter.ToInt64(elf, (int)header + 0x18); // sh_offset

        for (var section = 0; section < count; section++)
        {
            var header = Header(section);
            if (BitConverter.ToUInt32(elf, (int)header + 4) == VersionNeeds)
            {
                return Weaken(elf, (int)Offset(header), (int)Offset(Header(BitConverter.ToInt32(elf, (int)header + 0x28)))); // sh_link
            }
        }

        return false;
    }

    private static bool Weaken(byte[] elf, int need, int names)
    {
        for (var step = -1; step != 0; need += step)
        {
            step = BitConverter.ToInt32(elf, need + 12); // vn_next
            var entry = need + BitConverter.ToInt32(elf, need + 8); // vn_aux
            for (int next = -1; next != 0; entry += next)
            {
                next = BitConverter.ToInt32(elf, entry + 12); // vna_next
                var name = names + BitConverter.ToInt32(elf, entry + 8); // vna_name
                if (Encoding.ASCII.GetString(elf, name, Version.Length + 1) == Version + '\0')
                {
                    elf[entry + 4] |= Weak; // vna_flags
                    return true;
                }
            }
        }

        return false;
    }

    [DllImport("libc.so.6")]
    private static extern IntPtr dlopen(string file, int flags);

    [DllImport("libc.so.6")]
    private static extern IntPtr dlvsym(IntPtr library, string symbol, string version);
}
