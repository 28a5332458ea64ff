import type { Json, TemplateJson } from "./template-json.ts";

/** What references come to on this machine; `undefined` where there is no such thing. */
export interface LocalNames {
  reference(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
}

export const localRegion = "eu-central-1";
export const localAccount = "000000000000";

const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::Region": localRegion,
  "AWS::AccountId": localAccount,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": "muster-local",
  "AWS::StackId": `arn:aws:cloudformation:${localRegion}:${localAccount}:stack/muster-local/1`,
};

/** Stands for `AWS::NoValue`: the property that holds it is left out. */
const noValue = Symbol("AWS::NoValue");
type Resolved = Json | typeof noValue;

/**
 * Resolves CloudFormation's intrinsic functions to plain values.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export class Intrinsics {
  readonly #template: TemplateJson;
  readonly #names: LocalNames;
  readonly #parameters: Readonly<Record<string, string>>;

  constructor(
    template: TemplateJson,
    names: LocalNames,
    parameters: Readonly<Record<string, string>> = {},
  ) {
    this.#template = template;
    this.#names = names;
    this.#parameters = parameters;
  }

  resolve(value: Json): Json {
    const resolved = this.#resolve(value);
    return resolved === noValue ? null : resolved;
  }

  /** Whether the named condition holds; a resource without one always exists. */
  condition(name: string): boolean {
    const condition = this.#template.Conditions[name];
    if (condition === undefined) throw new Error(`The template has no condition "${name}".`);
    return this.#truth(condition);
  }

  #resolve(value: Json): Resolved {
    if (Array.isArray(value)) {
      return value.map((item) => this.#resolve(item)).filter((item) => item !== noValue);
    }
    if (value === null || typeof value !== "object") return value;
    const [key, ...others] = Object.keys(value);
    if (key !== undefined && others.length === 0 && (key === "Ref" || key.startsWith("Fn::"))) {
      return this.#call(key, value[key] ?? null);
    }
    const result: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      const resolved = this.#resolve(item);
      if (resolved !== noValue) result[name] = resolved;
    }
    return result;
  }

  #call(name: string, argument: Json): Resolved {
    switch (name) {
      case "Ref":
        return this.#reference(this.#text(argument));
      case "Fn::GetAtt":
        return this.#attribute(argument);
      case "Fn::Join":
        return this.#join(argument);
      case "Fn::Sub":
        return this.#substitute(argument);
      case "Fn::Select":
        return this.#select(argument);
      case "Fn::Split":
        return this.#split(argument);
      case "Fn::If":
        return this.#if(argument);
      case "Fn::ImportValue":
        return this.#import(this.#text(argument));
      default:
        throw new Error(`The local system does not know the intrinsic function "${name}".`);
    }
  }

  #reference(id: string): Resolved {
    if (id === "AWS::NoValue") return noValue;
    const known = pseudoParameters[id] ?? this.#parameters[id] ?? this.#names.reference(id);
    if (known !== undefined) return known;
    const parameter = this.#template.Parameters[id];
    if (parameter?.Default !== undefined) return parameter.Default;
    if (parameter) throw new Error(`The template's parameter "${id}" has no value.`);
    throw new Error(`The template refers to "${id}", which it does not hold.`);
  }

  #attribute(argument: Json): Json {
    const parts = Array.isArray(argument) ? argument : this.#text(argument).split(".");
    const [id, ...path] = parts.map((part) => this.#text(part));
    const attribute = path.join(".");
    const known = id === undefined ? undefined : this.#names.attribute(id, attribute);
    if (known === undefined) throw new Error(`The template asks for ${id}.${attribute}.`);
    return known;
  }

  #join(argument: Json): string {
    const [separator, items] = this.#list(argument);
    return this.#list(items ?? [])
      .map((item) => this.#text(item))
      .join(this.#text(separator ?? ""));
  }

  #substitute(argument: Json): string {
    const [text, values] = Array.isArray(argument) ? argument : [argument, {}];
    const given: Json = values ?? {};
    return this.#text(text ?? "").replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal, name: string) => {
      if (literal) return `\${${name}}`;
      if (typeof given === "object" && !Array.isArray(given) && given?.[name] !== undefined) {
        return this.#text(given[name]);
      }
      return this.#text(name.includes(".") ? { "Fn::GetAtt": name } : { Ref: name });
    });
  }

  #select(argument: Json): Json {
    const [index, items] = this.#list(argument);
    const chosen = this.#list(items ?? [])[Number(this.#text(index ?? ""))];
    if (chosen === undefined) throw new Error("A Fn::Select of the template is out of range.");
    return chosen;
  }

  #split(argument: Json): Json {
    const [separator, text] = this.#list(argument);
    return this.#text(text ?? "").split(this.#text(separator ?? ""));
  }

  #if(argument: Json): Resolved {
    if (!Array.isArray(argument)) throw new Error("A Fn::If of the template is malformed.");
    const [name, then, otherwise] = argument;
    return this.#resolve((this.condition(this.#text(name ?? "")) ? then : otherwise) ?? null);
  }

  #import(name: string): Json {
    for (const output of Object.values(this.#template.Outputs)) {
      if (output.Export && this.resolve(output.Export.Name) === name) {
        return this.resolve(output.Value);
      }
    }
    throw new Error(`No template exports "${name}".`);
  }

  #truth(condition: Json): boolean {
    if (condition === null || typeof condition !== "object" || Array.isArray(condition)) {
      return condition === true || condition === "true";
    }
    const [name, argument] = Object.entries(condition)[0] ?? ["", null];
    const terms = Array.isArray(argument) ? argument : [];
    switch (name) {
      case "Fn::Equals":
        return this.#text(terms[0] ?? "") === this.#text(terms[1] ?? "");
      case "Fn::And":
        return terms.every((term) => this.#truth(term));
      case "Fn::Or":
        return terms.some((term) => this.#truth(term));
      case "Fn::Not":
        return !this.#truth(terms[0] ?? false);
      case "Condition":
        return this.condition(this.#text(argument));
      default:
        throw new Error(`The local system does not know the condition "${name}".`);
    }
  }

  #list(value: Json): Json[] {
    const resolved = this.resolve(value);
    return Array.isArray(resolved) ? resolved : this.#text(resolved).split(",");
  }

  #text(value: Json): string {
    const resolved = this.resolve(value);
    if (typeof resolved === "string") return resolved;
    if (typeof resolved === "number" || typeof resolved === "boolean") return String(resolved);
    throw new Error(`The template has ${JSON.stringify(value)} where a text is needed.`);
  }
}
