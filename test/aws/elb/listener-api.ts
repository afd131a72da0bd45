import { randomBytes } from "node:crypto";
import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import { whole } from "../unread.ts";
import { describeAction } from "./actions.ts";
import type { Balancers, ElbOptions } from "./balancers.ts";
import { newRuleArn, removeListener, reopenListener, requestOf } from "./balancers.ts";
import { MAX_CERTIFICATES, readCertificate, readProtocol, readTls } from "./listener-tls.ts";
import type { Listener, LoadBalancer } from "./model.ts";

const PAGE = 100;
/** Quota of an application load balancer. */
const MAX_LISTENERS = 50;

/** Listeners and their certificates. */
export function listenerOperations(state: Balancers, options: ElbOptions): Record<string, Operation> {
  const siblingsOf = (loadBalancer: LoadBalancer) =>
    [...state.listeners.values()].filter((listener) => listener.loadBalancer === loadBalancer);
  return {
    CreateListener: async (params) => {
      const loadBalancer = state.loadBalancer(required(params, "LoadBalancerArn"));
      const siblings = siblingsOf(loadBalancer);
      const [protocol, port] = [readProtocol(params, loadBalancer), readPort(params)];
      if (protocol === undefined) throw new AwsError("ValidationError", "A listener protocol must be specified");
      if (port === undefined) throw new AwsError("ValidationError", "A listener port must be specified");
      const existing = siblings.find((listener) => listener.port === port);
      if (existing !== undefined && existing.request !== requestOf(params)) throw duplicate();
      if (existing !== undefined) {
        // The same settings once more: they were read and judged the first time.
        whole(params);
        return { Listeners: [describeListener(existing)] };
      }
      if (siblings.length >= MAX_LISTENERS && !options.raisedQuotas)
        throw new AwsError("TooManyListeners", "The maximum number of listeners has been reached");
      const tls = readTls(params, protocol, undefined);
      const actions = state.readActions(params, "DefaultActions", { loadBalancer, protocol }, []);
      const listenerArn = loadBalancer.arn
        .replace(":loadbalancer/", ":listener/")
        .concat(`/${randomBytes(8).toString("hex")}`);
      const listener: Listener = {
        arn: listenerArn,
        loadBalancer,
        protocol,
        port,
        tls,
        actions,
        rules: [],
        defaultRuleArn: newRuleArn(listenerArn),
        live: { rules: [], actions },
        entrance: undefined,
        url: "",
        request: requestOf(params),
      };
      state.listeners.set(listener.arn, listener);
      state.tag(listener.arn, params);
      await state.open(listener);
      state.changed(listener);
      return { Listeners: [describeListener(listener)] };
    },
    DescribeListeners: (params) => {
      const arns = texts(params, "ListenerArns");
      const balancer = text(params, "LoadBalancerArn");
      if (balancer !== undefined) state.loadBalancer(balancer);
      else if (arns.length === 0)
        throw new AwsError("ValidationError", "You must specify either listener ARNs or a load balancer ARN");
      const all =
        arns.length > 0
          ? arns.map((given) => state.listener(given))
          : [...state.listeners.values()].filter(({ loadBalancer }) => loadBalancer.arn === balancer);
      const page = paged(all, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { Listeners: page.items.map(describeListener), NextMarker: page.next };
    },
    /** "Any properties that you do not specify remain unchanged" (API Reference, ModifyListener). */
    ModifyListener: async (params) => {
      const listener = state.listener(required(params, "ListenerArn"));
      const protocol = readProtocol(params, listener.loadBalancer) ?? listener.protocol;
      const port = readPort(params) ?? listener.port;
      if (siblingsOf(listener.loadBalancer).some((other) => other !== listener && other.port === port))
        throw duplicate();
      const tls = readTls(params, protocol, listener.tls);
      const given = structures(params, "DefaultActions").length > 0;
      const actions = given
        ? state.readActions(params, "DefaultActions", { ...listener, protocol }, listener.actions)
        : listener.actions;
      const reopens = protocol !== listener.protocol;
      Object.assign(listener, { protocol, port, tls, actions });
      if (reopens) await reopenListener(state, listener);
      else listener.entrance?.renew(tls);
      if (given) state.changed(listener);
      return { Listeners: [describeListener(listener)] };
    },
    DeleteListener: async (params) => {
      await removeListener(state, state.listener(required(params, "ListenerArn")));
      return {};
    },
    AddListenerCertificates: (params) => {
      const { tls } = state.listener(required(params, "ListenerArn"));
      const added = structures(params, "Certificates").map(readCertificate);
      if (tls.certificates.length === 0)
        throw new AwsError("UnsupportedProtocol", "Certificates are for HTTPS and TLS listeners only");
      tls.certificates = [...new Set([...tls.certificates, ...added])];
      if (tls.certificates.length > MAX_CERTIFICATES)
        throw new AwsError("TooManyCertificates", "The maximum number of certificates has been reached");
      return { Certificates: added.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
    },
    RemoveListenerCertificates: (params) => {
      const { tls } = state.listener(required(params, "ListenerArn"));
      const removed = structures(params, "Certificates").map(readCertificate);
      if (removed.includes(tls.certificates[0] ?? ""))
        throw new AwsError("OperationNotPermitted", "The default certificate cannot be removed");
      tls.certificates = tls.certificates.filter((arn) => !removed.includes(arn));
      return {};
    },
    DescribeListenerCertificates: (params) => {
      const { tls } = state.listener(required(params, "ListenerArn"));
      const all = tls.certificates.map((CertificateArn, index) => ({ CertificateArn, IsDefault: index === 0 }));
      const page = paged(all, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { Certificates: page.items, NextMarker: page.next };
    },
  };
}

function duplicate(): AwsError {
  return new AwsError("DuplicateListener", "A listener already exists on this port for this load balancer");
}

function readPort(params: Params): number | undefined {
  const port = integer(params, "Port");
  if (port === undefined || (port >= 1 && port <= 65_535)) return port;
  throw new AwsError("ValidationError", `Listener port '${port}' must be between 1 and 65535`);
}

function describeListener({ arn, loadBalancer, port, protocol, tls, actions }: Listener): Params {
  const [CertificateArn] = tls.certificates;
  return {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: port,
    Protocol: protocol,
    SslPolicy: tls.sslPolicy,
    ...(CertificateArn === undefined ? {} : { Certificates: [{ CertificateArn }] }),
    ...(tls.alpn === undefined ? {} : { AlpnPolicy: [tls.alpn] }),
    MutualAuthentication: tls.mutualAuthentication,
    DefaultActions: actions.map(describeAction),
  };
}
