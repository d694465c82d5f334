import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

class Scratch {
    void dump(byte[] data) throws IOException {
        // ruleid: java-predictable-temp-file
        try (OutputStream out = new FileOutputStream("/tmp/shop-export.csv")) {
            out.write(data);
        }
    }

    File folder() throws IOException {
        File folder = File.createTempFile("shop", "");
        folder.delete();
        // ruleid: java-predictable-temp-file
        folder.mkdir();
        return folder;
    }

    Path made(byte[] data) throws IOException {
        // ok: java-predictable-temp-file
        Path file = Files.createTempFile("shop-export", ".csv");
        return Files.write(file, data);
    }

    Path madeFolder() throws IOException {
        // ok: java-predictable-temp-file
        return Files.createTempDirectory("shop");
    }

    void own(String text) throws IOException {
        // ok: java-predictable-temp-file
        try (FileWriter out = new FileWriter("/var/lib/shop/state.txt")) {
            out.write(text);
        }
    }
}
