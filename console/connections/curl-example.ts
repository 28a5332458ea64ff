/**
 * A signed webhook by hand, for a POSIX shell with openssl and curl: Standard Webhooks sign
 * `id.timestamp.body` with HMAC-SHA256 and the secret's decoded bytes.
 */
export function curlExample(url: string, secret: string): string {
  return `secret='${secret}'
body='{"type":"profile.changed","timestamp":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","data":{"object":"contact","id":"1","email":"ann@acme.test","attributes":{"tier":"Gold"}}}'
id="msg_$(date +%s)"
at="$(date +%s)"
key="$(printf %s "\${secret#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
signature="$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"
curl '${url}' -d "$body" -H 'content-type: application/json' \\
  -H "webhook-id: $id" -H "webhook-timestamp: $at" -H "webhook-signature: v1,$signature"`;
}
