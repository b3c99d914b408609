package dev.dromedary.command;

import dev.dromedary.audit.AuditLog;
import dev.dromedary.masking.Masks;
import dev.dromedary.masking.Unmasker;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unmask}: turns tokens of the mode aes-siv back into what they stand for, and writes down who did. */
@Command(
        name = "unmask",
        description = {
            "Prints the values that tokens stand for, a line each. Only tokens of the mode aes-siv can be reversed.",
            "Each unmasking is first written to the audit log (audit.log): who, when, which key; never the value."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary unmask 1a2b3c4d.q83vEjRWeJA"})
final class UnmaskCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TOKEN", arity = "1..*", description = "Tokens as they stand in the warehouse.")
    private List<String> tokens;

    @Override
    public Integer call() {
        Settings settings = RoutesOption.settings();
        String keyset = settings.find("masking.keyset")
                .orElseThrow(() -> new ConfigurationException(
                        "masking.keyset is not set; name the keyset that the tokens were made with"));
        Unmasker unmasker = Masks.unmasker(Path.of(keyset));
        AuditLog audit = new AuditLog(settings.path("audit.log"));
        for (String token : tokens) {
            String value = unmasker.unmask(token);
            audit.append("unmask", Map.of("key", unmasker.keyId(token)));
            System.out.println(value);
        }
        return 0;
    }
}
