"""What secrets look like: the table that `bot.redaction` goes through, the sure formats first, labelled values last."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Area(Enum):
    """Where in a text a form counts."""

    ANYWHERE = auto()
    SECRET_YAML = auto()
    """The entries of `data:` and `stringData:` in a Kubernetes Secret."""
    SECRET_JSON = auto()
    """The same in JSON: what stands between the braces."""
    CREATE_SECRET = auto()
    """The command line of `kubectl create secret`."""


@dataclass(frozen=True, kw_only=True)
class SecretForm:
    """One way in which a secret stands in a text."""

    name: str
    """What it is, in the words that people see: `[masked: NAME]`. Several forms may share it."""
    pattern: str
    """RE2; the one group that takes part in a match is the secret."""
    source: str
    """Where the format is documented."""
    unless: str = ""
    """A secret that matches this as a whole is none: a placeholder, a word of an error message, a path."""
    within: Area = Area.ANYWHERE


_SEPARATOR = r"[ \t]*(?:=>|:=|==?|[:：＝])[ \t]*[*_]{0,2}[ \t]*"
_CLOSE = r"(?:\\*[\"'”’`]\]?|[*_]{1,2})?(?:[ \t]?[(（][^()（）\n]*[)）])?"
"""What may stand between a label and its separator: a closing quote, emphasis, a remark in brackets."""
_END = (
    r"(?:[\"'`”’」』)\]}>]*[,;]*(?:\s|$)|[,;&|][ \t]*[\w.-]+[\"']?[ \t]*[=:]|[\"'`”’][,;:)\]}]|\\+[nrt\"']|</"
    r"|[，。；、）」』])"
)
_BARE = r"([^\s\"'`“”‘’「『{\[,;=\\，。；、）][^\s，。；、）」』]*?)" + _END
_ESCAPED = r"(?:[^\"\\\n]|\\\\(?:\\\"|\\\\|[^\"\\\n]))"
"""What may stand in a JSON string that stands in a JSON string."""
_VALUE = (
    r"(?:\\\"([^\"\\\n\s,;)\]}]" + _ESCAPED + r"*)|\\\\+\"([^\"\\\n\s,;)\]}][^\"\\\n]*)"
    r"|\"((?:[^\"\\\n\s,;)\]}]|\\.)(?:[^\"\\\n]|\\.)*)"
    r"|'([^'\n\s,;)\]}][^'\n]*)|[“”]([^“”\n]+)|‘([^’\n]+)|「([^」\n]+)|『([^』\n]+)|`([^`\n\s,;)\]}][^`\n]*)"
    r"|" + _BARE + r")"
)
_QUOTED_VALUE = r"(?:\\\"(" + _ESCAPED + r"+)|\\\\+\"([^\"\\\n]+)|\"((?:[^\"\\\n]|\\.)+)|'([^'\n]+))"

_ARGUMENT = r"(?:\"([^\"\n]+)|'([^'\n]+)|([^\s\"'-]\S*))"
_WINDOWS_ARGUMENT = r"(?:\"([^\"\n]+)|([^\s/*\"-]\S*))"

_SUFFIX = r"(?:[_-]?(?:base|value|prod|dev|staging|test|old|new|root|admin|primary|secondary|\d))?"
_PASSWORD_LABEL = r"(?i:(?:pass(?:word|wd|phrase|wort)|[_.-]pass|[_.-]pw|key[ ]content)" + _SUFFIX + r")"
_CREDENTIAL_LABEL = (
    r"(?i:secret|token|cred(?:ential)?s?|tls\.key|ssh-privatekey|_auth|psk|connection[_-]?string"
    r"|(?:secret|api|access|auth|account|encryption|signing|private|shared|preshared|master|storage|subscription"
    r"|function|license|admin|certificate)[_ -]?(?:access[_ -]?)?key)"
    r"(?i:" + _SUFFIX + r")"
)
_CHINESE_LABEL = (
    r"(?:密碼|密码|口令|通行碼|通行码|金鑰|密鑰|密钥|秘钥|秘鑰|權杖|权杖|令牌|凭据|憑據|存取碼|授權碼|授权码)"
)

_PLACEHOLDER = (
    r"(?i:true|false|yes|no|null|nil|none|undefined|empty|unset|redacted|hidden|masked|[*•.…-]+|x{3,}|<set"
    r"|<[a-z][a-z _-]*>?|[({][{(].*|%[a-z_]+%|&[a-z.]*\{.*|\*?v1\..*)[,;.]?|\$\{?[A-Z_][A-Z0-9_]*\}?|\$\(.*"
    r"|\$env:\w+|\((?:Get|ConvertTo|New|Read)-.*|\(\$.*|\$(?:pass(?:word)?|pwd|secret|cred(?:ential)?s?|token)"
)
_WORD_OF_AN_ERROR = (
    r"(?i:access|account|and|are|argument|auth\w*|bad|because|but|by|can\w*|could\w*|cred\w*|denied|does\w*|don't|empty"
    r"|error|exit|expected|expired|fail\w*|field|file|flag|flags|for|forbidden|from|get|has|have|if|illegal|in|incorrect"
    r"|instead|invalid|is|isn't|it|key|login|malformed|mismatch|missing|must|not|of|on|open|option|or|parameter|please"
    r"|post|realm=?|rejected|required|secret|should|square/go-jose|that|the|to|token|together|try|unable|unauthori[sz]ed"
    r"|unexpected|unknown|unsupported|value|via|was|when|which|why|will|with|wrong|x509|oauth2?|oidc|rpc|user|username|password)[,;.:!?]*"
)
_WORD = r"[A-Za-z][A-Za-z'’-]*[.,;:!?)]*"
_REFERENCE = (
    r"/(?:var|etc|run|root|home|usr|opt|tmp|mnt|srv|secrets?|data|config|app|proc|dev)\b[\w./ -]*|[A-Za-z]:[\\/].*"
    r"|[a-z0-9][-a-z0-9.]*/[a-z0-9][-a-z0-9.]*|https?://[^\s?@]*|(?:sha256|SHA256):.*"
)
"""A path, an address or NAMESPACE/NAME, which tell where a secret is and not what it is."""
_NOT_A_PASSWORD = rf"{_PLACEHOLDER}|{_WORD_OF_AN_ERROR}"
_NOT_A_SECRET = rf"{_PLACEHOLDER}|{_WORD_OF_AN_ERROR}|{_REFERENCE}"

_GITHUB = (
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"
)
_GITLAB = "https://docs.gitlab.com/security/tokens/#token-prefixes"
_SLACK = "https://docs.slack.dev/authentication/tokens"
_AWS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"
_AZURE_STORAGE = "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string"
_AZURE_SAS = "https://learn.microsoft.com/rest/api/storageservices/create-service-sas"
_GOOGLE = "https://cloud.google.com/docs/authentication/api-keys"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#name-authorization"
_URL = "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1"
_SECRET_OBJECT = "https://kubernetes.io/docs/concepts/configuration/secret/"  # noqa: S105 - an address
_KUBECONFIG = "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/"
_KUBEADM = "https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/"
_PEM = "https://www.rfc-editor.org/rfc/rfc7468"
_CWE = "https://cwe.mitre.org/data/definitions/532.html"
_WINDOWS = "https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands"


SECRET_FORMS: tuple[SecretForm, ...] = (
    SecretForm(
        name="private-key",
        pattern=r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-[^-])*?"
        r"-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)",
        source=_PEM,
    ),
    SecretForm(
        # Cut off before its END line: headers, then words as long as only key material has them.
        name="private-key",
        pattern=r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
        r"(?:(?:\s|\\+[nr]|>)*(?:Proc-Type|DEK-Info|Version|Comment): ?[^\n\\]*)*"
        r"(?:(?:\s|\\+[nr]|>)*[A-Za-z0-9+/=]{16,})+(?:(?:\r?\n[ \t>]*|\\+n)[A-Za-z0-9+/=]+)?)",
        source=_PEM,
    ),
    SecretForm(
        name="private-key",
        pattern=r"Private-Lines: ?\d+((?:\r?\n[A-Za-z0-9+/=]{4,})+)(?:\r?\n|\z)",
        source="https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html",
    ),
    SecretForm(
        name="private-key",
        pattern=r"(AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{10,})",
        source="https://github.com/C2SP/C2SP/blob/main/age.md",
    ),
    SecretForm(
        # Wrapped by a terminal: a dot on a later line proves that the token goes on, and so does a line full of it.
        name="jwt",
        pattern=r"(eyJ[\w-]{5,}(?:(?:\r?\n[ \t]*[\w-]*)+\.[\w-]*(?:\r?\n[ \t]*[\w-]*)*"
        r"|\.[\w-]*(?:\r?\n[ \t]*[\w-]*)+)\.[\w-]*(?:\r?\n[ \t]*[\w-]{40,})*(?:\r?\n[ \t]*[\w-]{4,})?)"
        r"[ \t]*(?:\r?\n|\z)",
        source="https://www.rfc-editor.org/rfc/rfc7519#section-3",
    ),
    SecretForm(
        name="jwt",
        pattern=r"(eyJ[\w-]{5,}\.[\w-]*\.[\w-]*(?:\r?\n[ \t]*[\w-]{40,})*)",
        source="https://www.rfc-editor.org/rfc/rfc7519#section-3",
    ),
    SecretForm(
        name="jwt",
        pattern=r"(eyJ[\w-]{5,}(?:\.eyJ[\w-]*|\.\.\.|…|\.[\w-]+))",
        source="https://www.rfc-editor.org/rfc/rfc7519#section-3",
    ),
    SecretForm(
        name="jwt",
        pattern=r"(eyJ(?:hbGciOi|0eXAiOi|raWQiOi|hdWQiOi|pc3MiOi)[\w-]*)",
        source="https://www.rfc-editor.org/rfc/rfc7515",
    ),
    SecretForm(name="slack-token", pattern=r"(xox[a-z]+[.-][A-Za-z0-9.-]{4,})", source=_SLACK),
    SecretForm(name="slack-token", pattern=r"\b(xapp-\d-[A-Za-z0-9-]{6,}|xwfp-[A-Za-z0-9-]{8,})", source=_SLACK),
    SecretForm(
        name="webhook",
        pattern=r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([A-Za-z0-9/_+%-]+)",
        source="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/",
    ),
    SecretForm(
        name="webhook",
        pattern=r"(?:discord(?:app)?\.com/api/webhooks/\d+|webhook\.office\.com/webhookb2|api\.telegram\.org/bot\d+)"
        r"[/:]([^\s\"'<>]+)",
        source="https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    ),
    SecretForm(
        name="github-token", pattern=r"(gh[pousr]_[A-Za-z0-9_]{20,}|github_pat_[A-Za-z0-9_]{20,})", source=_GITHUB
    ),
    SecretForm(
        name="gitlab-token",
        pattern=r"\b((?:gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)|GR1348941)-?[A-Za-z0-9_.-]{16,})",
        source=_GITLAB,
    ),
    SecretForm(
        name="npm-token", pattern=r"\b(npm_[A-Za-z0-9]{30,})", source="https://docs.npmjs.com/about-access-tokens"
    ),
    SecretForm(
        name="pypi-token",
        pattern=r"\b(pypi-[A-Za-z0-9_-]{16,})",
        source="https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
    ),
    SecretForm(
        name="docker-token",
        pattern=r"\b(dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,})",
        source="https://docs.docker.com/security/access-tokens/",
    ),
    SecretForm(name="aws-access-key", pattern=r"\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b", source=_AWS),
    SecretForm(
        name="aws-access-key",
        pattern=r"(k8s-aws-v1\.[A-Za-z0-9_-]{20,})",
        source="https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster",
    ),
    SecretForm(
        name="cloud-key",
        pattern=r"\b(LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{13,40})\b",
        source="https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
    ),
    SecretForm(
        name="azure-client-secret",
        pattern=r"(?:^|[^\w~.-])([\w~.-]{3}\dQ~[\w~.-]{31,34})",
        source="https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials",
    ),
    SecretForm(
        name="azure-key",
        pattern=r"(?i:AccountKey|SharedAccessKey|SharedSecretValue)[ \t]*=[ \t]*([^;\s\"']+)",
        source=_AZURE_STORAGE,
    ),
    SecretForm(name="azure-sas", pattern=r"(?i:[?&;\s\"'=]sig=)([^&\s\"'<>;]+)", source=_AZURE_SAS),
    SecretForm(
        name="google-key",
        pattern=r"\b(AIza[\w-]{30,}|ya29\.[\w.-]{10,}|GOCSPX-[\w-]{20,}|1//0[\w-]{20,})",
        source=_GOOGLE,
    ),
    SecretForm(
        name="api-key",
        pattern=r"\b(sk-(?:proj|ant|svcacct|admin|or|lf)-[\w-]{10,}|sk-[A-Za-z0-9]{32,}|gsk_[A-Za-z0-9]{20,}|hf_[A-Za-z]{30,})",
        source="https://platform.openai.com/docs/api-reference/authentication",
    ),
    SecretForm(
        name="api-key",
        pattern=r"\b([rsp]k_(?:live|test)_[A-Za-z0-9]{10,}|SG\.[\w-]{10,}\.[\w-]{10,}|gl(?:sa|c)_[A-Za-z0-9_=+/-]{20,}"
        r"|do[opr]_v1_[a-f0-9]{32,}|dapi[a-f0-9]{32}|NRAK-[A-Z0-9]{20,}|ATATT3[\w=-]{20,}|xkeysib-[\w-]{20,}|\d{8,10}:AA[\w-]{30,})",
        source="https://docs.stripe.com/keys",
    ),
    SecretForm(
        name="vault-token",
        pattern=r"\b(hv[sbr]\.[\w-]{20,})",
        source="https://developer.hashicorp.com/vault/docs/concepts/tokens",
    ),
    SecretForm(
        name="rancher-token",
        pattern=r"\b((?:token-[a-z0-9]{5}|kubeconfig-[a-z0-9.-]+):[a-z0-9]{40,})",
        source="https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys",
    ),
    SecretForm(
        name="join-token",
        pattern=r"(K10[a-f0-9]{32,}(?:::[\w-]+:\S+)?)",
        source="https://docs.k3s.io/cli/token",
    ),
    SecretForm(
        name="openshift-token",
        pattern=r"(sha256~[\w-]{20,})",
        source="https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/",
    ),
    SecretForm(
        # An event's name, object.time, has the same shape: its sixteen digits are hexadecimal nanoseconds.
        name="bootstrap-token",
        pattern=r"(?:^|[^\w./-])([a-z0-9]{6}\.[a-z0-9]{16})(?:$|[^\w./-]|\.(?:\s|$))",
        unless=r"[a-z.]+|[a-z0-9]{6}\.1[5-9a-f][0-9a-f]{14}",
        source=_KUBEADM,
    ),
    SecretForm(
        name="certificate-key",
        pattern=r"(?i:certificate[ _-]?key)[\"']?[ \t]*[=:]?\s*[\"']?([0-9a-f]{64})\b",
        source="https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-init/",
    ),
    SecretForm(
        name="kubernetes-secret",
        pattern=r"\A[ \t>]*(?:- )?[\"']?[\w.-]+[\"']?:[ \t]*(?:[|>][-+0-9]*[ \t]*\r?\n[ \t]*)?[\"']?"
        r"(\S(?s:.*?))[\"']?\s*\z",
        within=Area.SECRET_YAML,
        source=_SECRET_OBJECT,
    ),
    SecretForm(
        name="kubernetes-secret",
        pattern=r"[\w.\"'-][ \t]*:\s*(?:\\\"(" + _ESCAPED + r"+)"
        r"|\\\\+\"([^\"\\\n]+)|\"((?:[^\"\\\n]|\\.)+)|'([^'\n]+)|([^\s\"'\\,{}]+))",
        within=Area.SECRET_JSON,
        source=_SECRET_OBJECT,
    ),
    SecretForm(
        name="kubernetes-secret",
        pattern=r"--from-literal[= \t]+(?:'[\w.-]+=([^'\n]+)|\"[\w.-]+=([^\"\n]+)"
        r"|[\w.-]+=(?:\"([^\"\n]+)|'([^'\n]+)|([^\s\"']+)))",
        within=Area.CREATE_SECRET,
        source="https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_secret_generic/",
    ),
    SecretForm(
        name="kubernetes-secret",
        pattern=r"\becho[ \t]+(?:-n[ \t]+)?(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s\"'|]+))[ \t]*\|[ \t]*(?:\S+/)?base64\b",
        unless=_PLACEHOLDER + r"|\$\w+",
        source="https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/",
    ),
    SecretForm(
        name="kubeconfig",
        pattern=r"(?:client-key-data|client-certificate-data)\\*[\"']?\s*[:=]\s*(?:[|>][-+]?\s+)?\\*[\"']?"
        r"([A-Za-z0-9+/=_-]+(?:\r?\n[ \t]*[A-Za-z0-9+/=]{40,})*(?:\r?\n[ \t]*[A-Za-z0-9+/]+={1,2})?)",
        source=_KUBECONFIG,
    ),
    SecretForm(
        name="registry-login",
        pattern=r"\"(?:auth|identitytoken|registrytoken)\\*\"\s*:\s*\\*\"([A-Za-z0-9+/=_.-]{4,})",
        source="https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    ),
    SecretForm(
        name="registry-login",
        pattern=r"\.dockerc(?:onfigjson|fg)\\*[\"']?\s*:\s*\\*[\"']?([A-Za-z0-9+/=]{8,})",
        source="https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
    ),
    SecretForm(
        name="authorization",
        pattern=r"(?i:authorization)\\*[\"']?[ \t]*[:=>]+[ \t]*[\\\"'\[]*"
        r"(?i:basic|bearer|token|negotiate|ntlm|apikey|sharedkey|digest|aws4-hmac-sha256)[ \t]+"
        r"([^\r\n\"'\]\\]*[^\s\"'\]\\])",
        unless=_NOT_A_SECRET,
        source=_HTTP,
    ),
    SecretForm(
        name="authorization",
        pattern=r"(?i:\bbearer)[ \t]+([A-Za-z0-9._~+/=-]{12,})",
        unless=rf"{_WORD}|{_NOT_A_SECRET}",
        source="https://www.rfc-editor.org/rfc/rfc6750",
    ),
    SecretForm(
        name="authorization",
        pattern=r"\b(?:Basic|BASIC)[ \t]+([A-Za-z0-9+/]{8,}={0,2})(?:[\s\"',;)\]}]|$)",
        unless=_WORD,
        source="https://www.rfc-editor.org/rfc/rfc7617",
    ),
    SecretForm(
        name="cookie",
        pattern=r"(?i:\b(?:set-)?cookie)\\*[\"']?[ \t]*[:=][ \t]*\\*[\"']?([\w.-]+=[^\r\n\"'\\]+)",
        source="https://www.rfc-editor.org/rfc/rfc6265",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey|amqps?|mssql|sqlserver|clickhouse|nats|ldaps?"
        r"|smtps?|s?ftp|cassandra|couchdb|kafka|cockroachdb|oracle)(?:\+\w+)?)://[^\s:/\"'<>]*:([^\s\"'<>@]+)@",
        source=_URL,
    ),
    SecretForm(
        name="password",
        pattern=r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s:/?#\"'<>\[\]]*:([^\s/\"'<>]+)@",
        source=_URL,
    ),
    SecretForm(
        name="token",
        pattern=r"\b[A-Za-z][A-Za-z0-9+.-]*://([^\s:/?#@\"'<>\[\]]{16,})@",
        unless=r"[A-Za-z._-]+",
        source=_URL,
    ),
    SecretForm(
        name="password",
        pattern=r"\b[\w.-]+:([^\s@:\"']+)@(?:tcp|unix)\(",
        source="https://github.com/go-sql-driver/mysql#dsn-data-source-name",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:jdbc:oracle:\w+):[^\s/@\"']+/([^\s@\"']+)@",
        source="https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:password|pwd))[ \t]*=[ \t]*(?:\{([^}\n]+)\}|\"([^\"\n]+)\"|'([^'\n]+)'"
        r"|([^;\s\"'{]+))[ \t]*;",
        unless=_PLACEHOLDER,
        source="https://learn.microsoft.com/sql/connect/ado-net/connection-string-syntax",
    ),
    SecretForm(
        name="token",
        pattern=r"(?i:[?&](?:access_token|id_token|refresh_token|token|auth|key|api_?key|code|password|secret|client_secret|signature"
        r"|session|jwt|sas|x-amz-(?:signature|security-token|credential)|x-goog-(?:signature|credential))=)([^&\s\"'<>#|\\]+)",
        unless=_PLACEHOLDER,
        source="https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:ConvertTo-SecureString)(?:[ \t]+-(?i:String|AsPlainText|Force))*[ \t]+" + _VALUE,
        unless=rf"-.*|{_NOT_A_PASSWORD}|\$\w+",
        source="https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:NetworkCredential|PSCredential)(?:\]::new)?\(?[^,()\n]*,[ \t]*(?:\"([^\"\n]+)|'([^'\n]+))",
        unless=_PLACEHOLDER,
        source="https://learn.microsoft.com/dotnet/api/system.net.networkcredential",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\bnet1?(?:\.exe)?[ \t]+user)[ \t]+(?:\"[^\"\n]+\"|[^\s/\"]+)[ \t]+" + _WINDOWS_ARGUMENT,
        unless=_NOT_A_PASSWORD,
        source=_WINDOWS,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\bnet1?(?:\.exe)?[ \t]+use)[ \t]+(?:[A-Za-z*]:?[ \t]+)?\\\\\S+[ \t]+"
        r"(?:/\S+[ \t]+)*" + _WINDOWS_ARGUMENT,
        unless=_NOT_A_PASSWORD,
        source=_WINDOWS,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:[ \t]/(?:pass|rp|p):)(?:\"([^\"\n]+)|([^\s\"]+))",
        unless=_NOT_A_PASSWORD,
        source=_WINDOWS,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:password)[ \t]+REG_\w+[ \t]+(\S[^\r\n]*)",
        unless=_NOT_A_PASSWORD,
        source=_WINDOWS,
    ),
    SecretForm(
        name="password",
        pattern=r"\b(?:mysql\w*|mariadb[\w-]*)\b[^\n|;]*?[ \t]-p" + _ARGUMENT,
        unless=_PLACEHOLDER,
        source="https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
    ),
    SecretForm(
        name="password",
        pattern=r"(?:\bsshpass[ \t]+-p|\bredis-cli\b[^\n|;]*?[ \t]-a"
        r"|\blogin\b[^\n|;]*?[ \t]-p|[ \t]-pass(?:in|out)[ \t]+pass:)[ \t=]*" + _ARGUMENT,
        unless=_NOT_A_PASSWORD,
        source="https://docs.docker.com/reference/cli/docker/login/",
    ),
    SecretForm(
        name="password",
        pattern=r"\b(?:curl|wget|http|https|smbclient|rpcclient)(?:\.exe)?\b[^\n|;]*?[ \t]"
        r"(?:-u|-U|--user|--proxy-user)[ \t=]*"
        r"(?:\"[^\s:%\"]+[:%]([^\"\n]+)|'[^\s:%']+[:%]([^'\n]+)|[^\s:%\"']+[:%]([^\s\"']+))",
        unless=_PLACEHOLDER,
        source="https://curl.se/docs/manpage.html#-u",
    ),
    SecretForm(
        name="password",
        pattern=r"\blogin[ \t]+\S+\s+password[ \t]+(\S+)",
        unless=_NOT_A_PASSWORD,
        source="https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:identified[ \t]+(?:with[ \t]+\S+[ \t]+)?by|with[ \t]+(?:encrypted[ \t]+)?password))"
        r"[ \t]+(?:'([^'\n]+)|\"([^\"\n]+))",
        source="https://www.postgresql.org/docs/current/sql-createrole.html",
    ),
    SecretForm(
        name="password",
        pattern=r"(?m:^[ \t]*)(?:requirepass|masterauth|auth_pass|bindpw|rootpw|olcRootPW:)[ \t]+(\S+)",
        unless=_PLACEHOLDER,
        source="https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
    ),
    SecretForm(
        name="password",
        pattern=r"(\$(?:2[abxy]|5|6|y|gy|argon2(?:id|i|d))\$[A-Za-z0-9./$,=+-]{20,})",
        source="https://man7.org/linux/man-pages/man5/crypt.5.html",
    ),
    SecretForm(
        name="password",
        pattern=r"<(?:\w+:)?[\w.-]*(?i:password|passwd|pwd|secret|token|api-?key)\b[^<>]*>\s*(?:<Value>\s*)?([^<>\s][^<>]*)</",
        unless=_NOT_A_PASSWORD,
        source="https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/",
    ),
    # One value in a pair of lines or attributes: `- name: DB_PASSWORD`, `value: …`.
    SecretForm(
        name="secret",
        pattern=r"(?i:\b(?:name|key))\\*[\"']?[ \t]*[:=][ \t]*\\*[\"']?[\w.:-]*"
        r"(?i:password|passwd|passphrase|pwd|secret|token|credentials?"
        r"|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key)\\*[\"']?,?\s*"
        r"\\*[\"']?(?i:value)\\*[\"']?[ \t]*[:=][ \t]*" + _VALUE,
        unless=_PLACEHOLDER,
        source="https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/",
    ),
    # Labelled values.
    SecretForm(
        name="password",
        pattern=_PASSWORD_LABEL + r"\\*[\"']\]?" + _SEPARATOR + _QUOTED_VALUE,
        unless=_PLACEHOLDER,
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=_PASSWORD_LABEL + _CLOSE + r"[ \t]*:[ \t]*[|>][-+0-9]*[ \t]*\r?\n[ \t]+(\S[^\r\n]*)",
        source="https://yaml.org/spec/1.2.2/#81-block-scalar-styles",
    ),
    SecretForm(
        name="password",
        pattern=_PASSWORD_LABEL + _CLOSE + r"(?:[ \t]+(?:for|of)(?:[ \t]+[^\s:=]+){1,2})?" + _SEPARATOR + _VALUE,
        unless=rf"{_NOT_A_PASSWORD}|[|>][-+0-9]*",
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:old)?pwd)" + _CLOSE + _SEPARATOR + _VALUE,
        unless=rf"{_NOT_A_PASSWORD}|[/~\\].*|[A-Za-z]:[\\/].*|[|>][-+0-9]*",
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\bpass)=" + _VALUE,
        unless=rf"{_NOT_A_PASSWORD}|\d{{1,5}}",
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:pass|pw))" + _CLOSE + _SEPARATOR + _VALUE,
        unless=rf"{_WORD}|\d{{1,5}}|{_NOT_A_PASSWORD}",
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:cred(?:ential)?s?|login|logon|user(?:name)?[ \t]*/[ \t]*pass(?:word)?)|帳密|账密)"
        + _SEPARATOR
        + r"[\w.@\\-]+[ \t]*[/:,][ \t]*([^\s/:,\"']+)(?:[\s\"',;.]|$)",
        unless=_NOT_A_PASSWORD,
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=r"(?i:\b(?:pass(?:word|phrase|wd)|pwd|pw)(?:[ \t]+(?:for|of)(?:[ \t]+\S+){1,3}?)?[ \t]+(?:is|was|to))"
        r"[ \t]*:?[ \t]+" + _VALUE,
        unless=rf"{_WORD}|\d+|{_NOT_A_PASSWORD}|.{{1,3}}",
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=_CHINESE_LABEL
        + r"[\"'”」*_]{0,2}(?:[(（][^()（）\n]*[)）])?(?:"
        + _SEPARATOR
        + r"|[ \t]*(?:是|為|为|設為|设为|設成|设成|改成|改為|改为)[ \t:：]*)"
        r"(?:\"([^\"\n]+)|'([^'\n]+)|“([^”\n]+)|「([^」\n]+)|『([^』\n]+)|`([^`\n]+)|([!-~]+))",
        unless=_NOT_A_SECRET,
        source=_CWE,
    ),
    SecretForm(
        name="password",
        pattern=_CHINESE_LABEL + r"[ \t]+([!-~]{6,})",
        unless=rf"{_WORD}|{_NOT_A_SECRET}",
        source=_CWE,
    ),
    SecretForm(
        name="secret",
        pattern=_CREDENTIAL_LABEL + r"\\*[\"']\]?" + _SEPARATOR + _QUOTED_VALUE,
        unless=_NOT_A_SECRET,
        source=_CWE,
    ),
    SecretForm(
        name="secret",
        pattern=_CREDENTIAL_LABEL + _CLOSE + r"[ \t]*:[ \t]*[|>][-+0-9]*[ \t]*\r?\n[ \t]+(\S[^\r\n]*)",
        source="https://yaml.org/spec/1.2.2/#81-block-scalar-styles",
    ),
    SecretForm(
        name="secret",
        pattern=_CREDENTIAL_LABEL + _CLOSE + r"[ \t]*(?:=>|:=|==?|＝)[ \t]*" + _VALUE,
        unless=_NOT_A_SECRET,
        source=_CWE,
    ),
    SecretForm(
        # A line of its own, as in YAML.
        name="secret",
        pattern=r"(?m:^[ \t>]*(?:- )?[\"']?)[\w.-]*"
        + _CREDENTIAL_LABEL
        + r"[\"']?:[ \t]+[\"']?([^\s\"'{\[|>]\S*?)[\"']?[ \t]*(?m:\r?$)",
        unless=_NOT_A_SECRET,
        source="https://yaml.org/spec/1.2.2/",
    ),
    SecretForm(
        # Amid a sentence the same label introduces the words of an error, too.
        name="secret",
        pattern=_CREDENTIAL_LABEL + _CLOSE + _SEPARATOR + _VALUE,
        unless=rf"{_WORD}|.{{1,5}}|{_NOT_A_SECRET}",
        source=_CWE,
    ),
    SecretForm(
        name="secret",
        pattern=r"(?i:\b(?:token|secret|api[ -]key))[ \t]+(?:is|was|to)[ \t]*:?[ \t]+([^\s\"'`]*[0-9][^\s\"'`]*)",
        unless=rf".{{1,7}}|{_NOT_A_SECRET}",
        source=_CWE,
    ),
    SecretForm(
        name="secret",
        pattern=r"(?:^|[\s\"'`(,\[])(?:--?|/)[\w-]*(?i:password|passwd|passphrase|pwd|-pass|token|secret"
        r"|api-?key|secret-?key|access-?key"
        r"|account-?key|private-?key|certificate-key)(?:[ \t]+|[\"'][ \t]*,\s*|[\"']\s+)" + _VALUE,
        unless=rf"[-/].*|{_NOT_A_SECRET}|\$\w+|\(\$.*",
        source=_CWE,
    ),
)
