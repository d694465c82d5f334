import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

class Importer {
    void unpack(ZipInputStream zip, File folder) throws IOException {
        ZipEntry entry;
        while ((entry = zip.getNextEntry()) != null) {
            File target = new File(folder, entry.getName());
            // ruleid: java-archive-entry-path
            try (OutputStream out = new FileOutputStream(target)) {
                zip.transferTo(out);
            }
        }
    }

    void copy(ZipInputStream zip, ZipEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName());
        // ruleid: java-archive-entry-path
        Files.copy(zip, target);
    }

    void checked(ZipInputStream zip, ZipEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("entry outside of the folder: " + entry.getName());
        }
        // ok: java-archive-entry-path
        Files.copy(zip, target);
    }

    void canonical(ZipInputStream zip, ZipEntry entry, File folder) throws IOException {
        File target = new File(folder, entry.getName());
        if (!target.getCanonicalPath().startsWith(folder.getCanonicalPath() + File.separator)) {
            throw new IOException("entry outside of the folder: " + entry.getName());
        }
        // ok: java-archive-entry-path
        try (OutputStream out = new FileOutputStream(target)) {
            zip.transferTo(out);
        }
    }

    void single(ZipInputStream zip, Path folder) throws IOException {
        // ok: java-archive-entry-path
        Files.copy(zip, folder.resolve("manifest.json"));
    }
}
