import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

/** Asks for access (again), and goes where it is granted. */
export function useGrant(id: string) {
  return useMutation({
    mutationFn: () =>
      answered(api.POST("/api/v1/connections/{id}/grants", { params: { path: { id } } })),
    onSuccess: ({ authorizeUrl }) => {
      if (authorizeUrl !== undefined) location.assign(authorizeUrl);
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
