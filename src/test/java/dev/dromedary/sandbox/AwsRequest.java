package dev.dromedary.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as S3 (path style) or SQS (JSON) understands it. Immutable.
 *
 * @param operation the name that the service has for it, such as {@code UploadPart} or {@code ReceiveMessage}
 * @param path bucket and key, still percent-encoded
 * @param query the query's parameters, still percent-encoded
 */
public record AwsRequest(String operation, String path, Map<String, String> query, HttpMessage message) {

    static AwsRequest of(HttpMessage message) {
        String[] words = message.firstLine().split(" ");
        String[] target = words[1].split("\\?", 2);
        Map<String, String> query = new TreeMap<>();
        for (String pair : (target.length == 1 ? "" : target[1]).split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        String operation = message.header("x-amz-target")
                .map(name -> name.substring(name.indexOf('.') + 1))
                .orElseGet(() -> operation(words[0], target[0], query));
        return new AwsRequest(operation, target[0].substring(1), query, message);
    }

    public int partNumber() {
        return Integer.parseInt(query.getOrDefault("partNumber", "0"));
    }

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return message.header(name);
    }

    private static String operation(String method, String path, Map<String, String> query) {
        boolean object = path.indexOf('/', 1) > 0 && path.indexOf('/', 1) < path.length() - 1;
        return switch (method) {
            case "HEAD" -> object ? "HeadObject" : "HeadBucket";
            case "GET" -> object ? (query.containsKey("uploadId") ? "ListParts" : "GetObject") : listing(query);
            case "PUT" -> query.containsKey("partNumber") ? "UploadPart" : object ? "PutObject" : "CreateBucket";
            case "POST" -> query.containsKey("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
            case "DELETE" -> query.containsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
            default -> method;
        };
    }

    private static String listing(Map<String, String> query) {
        return query.containsKey("uploads") ? "ListMultipartUploads" : "ListObjectsV2";
    }
}
