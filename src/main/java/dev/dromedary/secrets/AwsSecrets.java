package dev.dromedary.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import dev.dromedary.settings.SecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * AWS Secrets Manager ({@code aws}) and the Parameter Store of AWS Systems Manager ({@code aws-parameter-store}), asked with
 * the SDK's own credentials, region and endpoints. Each secret is asked for once. A client is made when the first is asked
 * for, so that who refers to none waits for none. For use by one thread.
 */
public final class AwsSecrets implements SecretSource, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** With the SDK's own retries between them: a store that is slow holds a start up for this long, not for ever. */
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private static final Duration CALL = Duration.ofSeconds(15);

    private final Duration attempt;
    private final Duration call;
    private final Map<String, String> known = new HashMap<>();
    private final List<Runnable> closings = new ArrayList<>();
    private Function<String, String> manager;
    private Function<String, String> parameters;

    public AwsSecrets() {
        this(ATTEMPT, CALL);
    }

    AwsSecrets(Duration attempt, Duration call) {
        this.attempt = attempt;
        this.call = call;
    }

    @Override
    public String fetch(String store, String name) {
        if (store.equals("aws-parameter-store")) {
            return value("the parameter " + name, name, this::parameter);
        }
        int hash = name.indexOf('#');
        if (hash < 0) {
            return value("the secret " + name, name, this::secret);
        }
        String secret = name.substring(0, hash);
        return field(value("the secret " + secret, secret, this::secret), secret, name.substring(hash + 1));
    }

    private String value(String what, String name, Function<String, String> ask) {
        return known.computeIfAbsent(what, key -> {
            try {
                return ask.apply(name);
            } catch (RuntimeException e) {
                throw StoreFaults.translate(what, e);
            }
        });
    }

    private String secret(String name) {
        if (manager == null) {
            SecretsManagerClient client = SecretsManagerClient.builder()
                    .overrideConfiguration(this::limit)
                    .build();
            closings.add(client::close);
            manager =
                    id -> client.getSecretValue(request -> request.secretId(id)).secretString();
        }
        String value = manager.apply(name);
        if (value == null) {
            throw new ConfigurationException("the secret " + name + " is binary, and must be text");
        }
        return value;
    }

    private String parameter(String name) {
        if (parameters == null) {
            SsmClient client =
                    SsmClient.builder().overrideConfiguration(this::limit).build();
            closings.add(client::close);
            parameters = id -> client.getParameter(request -> request.name(id).withDecryption(true))
                    .parameter()
                    .value();
        }
        return parameters.apply(name);
    }

    private void limit(ClientOverrideConfiguration.Builder override) {
        override.apiCallAttemptTimeout(attempt).apiCallTimeout(call);
    }

    /** The JSON is quoted nowhere, and neither is what the parser says of it. */
    private static String field(String json, String secret, String field) {
        JsonNode object;
        try {
            object = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ConfigurationException("the secret " + secret + " is no JSON, so it has no field " + field);
        }
        JsonNode value = object.isObject() ? object.get(field) : null;
        if (value == null || !value.isValueNode() || value.isNull()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            throw new ConfigurationException("the secret " + secret + " has no text or number in the field " + field
                    + Nearest.suggestion(field, names));
        }
        return value.asText();
    }

    @Override
    public void close() {
        closings.forEach(Runnable::run);
    }
}
